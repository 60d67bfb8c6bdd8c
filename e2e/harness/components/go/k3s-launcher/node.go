package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"runtime"
	"strings"
	"time"
)

type object = map[string]any

// The node's object and its heartbeat, which a kubelet makes in k3s: no pod is run.
type node struct {
	config config
	ip     string
	api    *api
}

func (n node) path() string { return "/api/v1/nodes/" + n.config.nodeName() }

// Registers the node as soon as the API server answers, and keeps its lease and its condition Ready.
func (n node) run(ctx context.Context) {
	for registered := false; ; {
		if !registered {
			if err := n.register(ctx); err != nil {
				log.Printf("level=info msg=%q", "Unable to register node: "+err.Error())
			} else {
				registered = true
			}
		}
		if registered {
			if err := n.beat(ctx); isStatus(err, http.StatusNotFound) {
				registered = false
			} else if err != nil {
				log.Printf("level=error msg=%q", "Failed to update node: "+err.Error())
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(5 * time.Second):
		}
	}
}

func (n node) register(ctx context.Context) error {
	labels := object{
		"kubernetes.io/hostname": n.config.nodeName(), "kubernetes.io/os": "linux", "kubernetes.io/arch": runtime.GOARCH,
		"node.kubernetes.io/instance-type": "k3s",
	}
	for _, label := range n.config.list("node-label") {
		key, value, _ := strings.Cut(label, "=")
		labels[key] = value
	}
	var taints []object
	for _, text := range n.config.list("node-taint") {
		keyAndValue, effect, _ := strings.Cut(text, ":")
		key, value, _ := strings.Cut(keyAndValue, "=")
		taints = append(taints, object{"key": key, "value": value, "effect": effect})
	}
	node := object{
		"apiVersion": "v1", "kind": "Node",
		"metadata": object{"name": n.config.nodeName(), "labels": labels},
		"spec":     object{"taints": taints},
	}
	err := n.api.send(ctx, http.MethodPost, "/api/v1/nodes", asJSON, node, nil)
	if !isStatus(err, http.StatusConflict) {
		return err
	}
	patch := object{"metadata": object{"labels": labels}}
	return n.api.send(ctx, http.MethodPatch, n.path(), asStrategic, patch, nil)
}

func (n node) beat(ctx context.Context) error {
	now := time.Now().UTC()
	capacity := object{"cpu": fmt.Sprint(runtime.NumCPU()), "memory": "4Gi", "pods": "110", "ephemeral-storage": "20Gi"}
	addresses := []object{{"type": "InternalIP", "address": n.ip}, {"type": "Hostname", "address": n.config.nodeName()}}
	for _, ip := range n.config.list("node-external-ip") {
		addresses = append(addresses, object{"type": "ExternalIP", "address": ip})
	}
	status := object{
		"capacity": capacity, "allocatable": capacity, "addresses": addresses,
		"nodeInfo":   object{"kubeletVersion": version(), "operatingSystem": "linux", "architecture": runtime.GOARCH},
		"conditions": []object{condition("Ready", true, "KubeletReady", now)},
	}
	if err := n.api.send(ctx, http.MethodPatch, n.path()+"/status", asStrategic, object{"status": status}, nil); err != nil {
		return err
	}
	return n.renewLease(ctx, now)
}

func (n node) renewLease(ctx context.Context, now time.Time) error {
	const leases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases"
	spec := object{
		"holderIdentity": n.config.nodeName(), "leaseDurationSeconds": 40,
		"renewTime": now.Format("2006-01-02T15:04:05.000000Z"),
	}
	err := n.api.send(ctx, http.MethodPatch, leases+"/"+n.config.nodeName(), asMergePatch, object{"spec": spec}, nil)
	if !isStatus(err, http.StatusNotFound) {
		return err
	}
	lease := object{
		"apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
		"metadata": object{"name": n.config.nodeName()}, "spec": spec,
	}
	return n.api.send(ctx, http.MethodPost, leases, asJSON, lease, nil)
}

func condition(kind string, holds bool, reason string, now time.Time) object {
	status := map[bool]string{true: "True", false: "False"}[holds]
	at := now.Format(time.RFC3339)
	return object{"type": kind, "status": status, "reason": reason, "lastHeartbeatTime": at, "lastTransitionTime": at}
}
