package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"log"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
)

// One member of the embedded etcd.
type member struct {
	config config
	ip     string
}

func etcdDir() string { return serverFile("db/etcd") }

// The log of an etcd that was started here.
func hasMember() bool { return exists(filepath.Join(etcdDir(), "member/wal")) }

func (m member) peerURL() string { return "https://" + m.ip + ":2380" }

func (m member) nameFile() string { return filepath.Join(etcdDir(), "name") }

// The member's name: the node's, and a part that another installation of the same host does not have.
func (m member) name() (string, error) {
	file := m.nameFile()
	if text, err := os.ReadFile(file); err == nil {
		return string(text), nil
	}
	suffix := make([]byte, 4)
	rand.Read(suffix)
	name := m.config.nodeName() + "-" + hex.EncodeToString(suffix)
	return name, writeFile(file, []byte(name))
}

func (m member) certificates() error {
	names := []string{m.ip, "127.0.0.1", "localhost", m.config.nodeName()}
	return errors.Join(
		leaf(serverFile("tls/etcd/server-client"), "etcd/server-ca", "etcd-server", nil, names...),
		leaf(serverFile("tls/etcd/peer-server-client"), "etcd/peer-ca", "etcd-peer", nil, names...),
		leaf(serverFile("tls/etcd/client"), "etcd/server-ca", "etcd-client", nil),
	)
}

// The program, as a member of a cluster of these: "NAME=URL,…". Without a cluster it uses the data that it has.
func (m member) part(cluster, state string, more ...string) (part, error) {
	name, err := m.name()
	if err != nil {
		return part{}, err
	}
	args := []string{
		"--name=" + name, "--data-dir=" + etcdDir(),
		"--listen-client-urls=https://127.0.0.1:2379,https://" + m.ip + ":2379",
		"--advertise-client-urls=https://" + m.ip + ":2379",
		"--listen-peer-urls=https://127.0.0.1:2380,https://" + m.ip + ":2380",
		"--initial-advertise-peer-urls=" + m.peerURL(),
		"--listen-metrics-urls=http://127.0.0.1:2381",
		"--trusted-ca-file=" + serverFile("tls/etcd/server-ca.crt"), "--client-cert-auth",
		"--cert-file=" + serverFile("tls/etcd/server-client.crt"), "--key-file=" + serverFile("tls/etcd/server-client.key"),
		"--peer-trusted-ca-file=" + serverFile("tls/etcd/peer-ca.crt"), "--peer-client-cert-auth",
		"--peer-cert-file=" + serverFile("tls/etcd/peer-server-client.crt"), "--peer-key-file=" + serverFile("tls/etcd/peer-server-client.key"),
		// k3s' own timings.
		"--heartbeat-interval=500", "--election-timeout=5000", "--snapshot-count=10000", "--log-level=warn",
	}
	if cluster != "" {
		args = append(args, "--initial-cluster="+cluster, "--initial-cluster-state="+state)
	}
	for _, extra := range m.config["etcd-arg"] {
		args = append(args, "--"+strings.TrimLeft(extra, "-"))
	}
	return part{"etcd", append(args, more...)}, nil
}

func etcdClient(endpoints ...string) (*clientv3.Client, error) {
	certificate, err := tls.LoadX509KeyPair(serverFile("tls/etcd/client.crt"), serverFile("tls/etcd/client.key"))
	if err != nil {
		return nil, err
	}
	authority, err := os.ReadFile(serverFile("tls/etcd/server-ca.crt"))
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority)
	return clientv3.New(clientv3.Config{
		Endpoints:   endpoints,
		DialTimeout: 5 * time.Second,
		TLS:         &tls.Config{Certificates: []tls.Certificate{certificate}, RootCAs: pool},
	})
}

// Makes this member a learner of the cluster that answers there, unless it is known already; returns all members.
//
// Source: k3s-io/k3s pkg/etcd/etcd.go, join.
func (m member) join(ctx context.Context, endpoints []string) (string, error) {
	name, err := m.name()
	if err != nil {
		return "", err
	}
	client, err := etcdClient(endpoints...)
	if err != nil {
		return "", err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	listed, err := client.MemberList(ctx)
	if err != nil {
		return "", err
	}
	known := false
	var cluster []string
	for _, other := range listed.Members {
		for _, peer := range other.PeerURLs {
			parsed, _ := url.Parse(peer)
			// A member that never started has no name yet.
			if parsed != nil && parsed.Hostname() == m.ip && (other.Name == name || other.Name == "") {
				other.Name, known = name, true
			}
		}
		if len(other.PeerURLs) > 0 {
			cluster = append(cluster, other.Name+"="+other.PeerURLs[0])
		}
	}
	if !known {
		log.Printf("level=info msg=%q", "Adding member "+name+"="+m.peerURL()+" to etcd cluster "+strings.Join(cluster, ","))
		if _, err := client.MemberAddAsLearner(ctx, []string{m.peerURL()}); err != nil {
			return "", err
		}
		cluster = append(cluster, name+"="+m.peerURL())
	}
	return strings.Join(cluster, ","), nil
}

// Whether the running etcd counts this address as its own member; k3s does not go on otherwise.
func (m member) checkAddress(ctx context.Context) error {
	name, err := m.name()
	if err != nil {
		return err
	}
	members, err := m.list(ctx)
	if err != nil {
		return err
	}
	var found []string
	for _, other := range members {
		if other.name == name && other.peerURL == m.peerURL() {
			return nil
		}
		found = append(found, other.name+"="+other.peerURL)
	}
	return fmt.Errorf("this server is not a member of the etcd cluster. Found %v, expect: %s=%s", found, name, m.peerURL())
}

type listedMember struct {
	id            uint64
	name, peerURL string
	isLearner     bool
}

func (m member) list(ctx context.Context) ([]listedMember, error) {
	client, err := etcdClient("https://127.0.0.1:2379")
	if err != nil {
		return nil, err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	listed, err := client.MemberList(ctx)
	if err != nil {
		return nil, err
	}
	var result []listedMember
	for _, one := range listed.Members {
		if len(one.PeerURLs) > 0 {
			result = append(result, listedMember{one.ID, one.Name, one.PeerURLs[0], one.IsLearner})
		}
	}
	return result, nil
}

// What k3s says of the member in the node's condition EtcdIsVoter. A learner answers no question about members.
func (m member) isVoter(ctx context.Context) (voter bool, reason string) {
	client, err := etcdClient("https://127.0.0.1:2379")
	if err != nil {
		return false, "ConnectionFailed"
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	status, err := client.Status(ctx, "https://127.0.0.1:2379")
	if err != nil {
		return false, "ConnectionFailed"
	}
	if status.IsLearner {
		return false, "MemberIsLearner"
	}
	return true, "MemberNotLearner"
}

// Makes voters of learners that are in step; etcd refuses those that are not yet. In k3s the leader does that.
func (m member) promoteLearners(ctx context.Context) {
	members, err := m.list(ctx)
	if err != nil {
		return
	}
	for _, one := range members {
		if !one.isLearner {
			continue
		}
		if client, err := etcdClient("https://127.0.0.1:2379"); err == nil {
			client.MemberPromote(ctx, one.id)
			client.Close()
		}
	}
}

// Takes the member of a node that was deleted out of the cluster.
func (m member) remove(ctx context.Context, name string) error {
	members, err := m.list(ctx)
	if err != nil {
		return err
	}
	for _, one := range members {
		if one.name != name {
			continue
		}
		client, err := etcdClient("https://127.0.0.1:2379")
		if err != nil {
			return err
		}
		defer client.Close()
		_, err = client.MemberRemove(ctx, one.id)
		return err
	}
	return nil
}
