/** Of each server's kube-apiserver, on all its addresses. */
export const API_PORT = 6443;
/** Of each host's load balancer before the API servers, on loopback. */
export const PROXY_PORT = 7443;
export const ETCD_CLIENT_PORT = 2379;
export const ETCD_PEER_PORT = 2380;
export const SCHEDULER_PORT = 10259;
export const CONTROLLER_MANAGER_PORT = 10257;

/** As k3s has it. */
export const SERVICE_CIDR = '10.43.0.0/16';
/** Of the Service kubernetes: the first of them. */
export const SERVICE_ADDRESS = '10.43.0.1';
/** Each node gets a /24 of it for its pods, as k3s has it. */
export const POD_CIDR = '10.42.0.0/16';
/** Of the Service kube-dns, as k3s has it. */
export const DNS_ADDRESS = '10.43.0.10';
