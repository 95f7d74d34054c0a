//! Kubernetes' volumes.

use super::{
    Model,
    Shape::{Bool, Mapping, Model as M, Quantity, Text, Whole},
    field, model, required,
};

/// A volume of a pod.
pub(super) static VOLUME: Model = model(
    "Volume",
    "A volume that containers mount by its name",
    &[&[
        required("name", Text, "Its name"),
        field("emptyDir", M(&EMPTY_DIR), "An empty folder that goes with the pod"),
        field("hostPath", M(&HOST_PATH), "A folder of the node"),
        field("persistentVolumeClaim", M(&CLAIM), "A claim"),
        field("configMap", M(&CONFIG_MAP), "A config map's keys as files"),
        field("secret", M(&SECRET), "A secret's keys as files"),
        field("nfs", M(&NFS), "A folder of an NFS server"),
        field("projected", Mapping, "Several sources in one folder"),
        field("downwardAPI", Mapping, "Fields of the pod as files"),
        field("ephemeral", Mapping, "A claim that goes with the pod"),
        field("csi", Mapping, "What a CSI driver provides"),
        field("image", Mapping, "An image's files"),
        field("awsElasticBlockStore", Mapping, "A disk of AWS"),
        field("azureDisk", Mapping, "A disk of Azure"),
        field("azureFile", Mapping, "A share of Azure"),
        field("cephfs", Mapping, "A folder of CephFS"),
        field("cinder", Mapping, "A disk of OpenStack"),
        field("fc", Mapping, "A disk over Fibre Channel"),
        field("flexVolume", Mapping, "What a FlexVolume driver provides"),
        field("flocker", Mapping, "A volume of Flocker"),
        field("gcePersistentDisk", Mapping, "A disk of Google Cloud"),
        field("gitRepo", Mapping, "A repository"),
        field("glusterfs", Mapping, "A volume of GlusterFS"),
        field("iscsi", Mapping, "A disk over iSCSI"),
        field("photonPersistentDisk", Mapping, "A disk of Photon"),
        field("portworxVolume", Mapping, "A volume of Portworx"),
        field("quobyte", Mapping, "A volume of Quobyte"),
        field("rbd", Mapping, "A disk of Ceph"),
        field("scaleIO", Mapping, "A volume of ScaleIO"),
        field("storageos", Mapping, "A volume of StorageOS"),
        field("vsphereVolume", Mapping, "A disk of vSphere"),
    ]],
);

static EMPTY_DIR: Model = model(
    "EmptyDirVolumeSource",
    "An empty folder that goes with the pod",
    &[&[field("medium", Text, "`Memory` keeps it in memory"), field("sizeLimit", Quantity, "The most it holds")]],
);

static HOST_PATH: Model = model(
    "HostPathVolumeSource",
    "A folder of the node",
    &[&[required("path", Text, "The folder"), field("type", Text, "What it has to be: `Directory`, `File` or the like")]],
);

static CLAIM: Model = model(
    "PersistentVolumeClaimVolumeSource",
    "A claim",
    &[&[required("claimName", Text, "Its name"), field("readOnly", Bool, "Whether it can't be written")]],
);

static CONFIG_MAP: Model = model(
    "ConfigMapVolumeSource",
    "A config map's keys as files",
    &[&[
        field("name", Text, "Its name"),
        field("items", list!(M(&KEY_TO_PATH)), "Which keys; all unless given"),
        field("defaultMode", Whole(0), "The files' mode"),
        field("optional", Bool, "Whether it may be missing"),
    ]],
);

static SECRET: Model = model(
    "SecretVolumeSource",
    "A secret's keys as files",
    &[&[
        field("secretName", Text, "Its name"),
        field("items", list!(M(&KEY_TO_PATH)), "Which keys; all unless given"),
        field("defaultMode", Whole(0), "The files' mode"),
        field("optional", Bool, "Whether it may be missing"),
    ]],
);

static KEY_TO_PATH: Model = model(
    "KeyToPath",
    "A key and its file",
    &[&[required("key", Text, "The key"), required("path", Text, "The file"), field("mode", Whole(0), "The file's mode")]],
);

static NFS: Model = model(
    "NFSVolumeSource",
    "A folder of an NFS server",
    &[&[
        required("server", Text, "The server"),
        required("path", Text, "The folder"),
        field("readOnly", Bool, "Whether it can't be written"),
    ]],
);
