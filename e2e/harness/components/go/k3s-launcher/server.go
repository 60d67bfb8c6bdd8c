package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

const (
	localAPI       = "https://127.0.0.1:6443"
	kubeconfigFile = "/etc/rancher/k3s/k3s.yaml"
)

type server struct {
	config  config
	ip      string
	token   token
	agent   token
	member  member
	starter *starter
	store   datastore
}

func runServer(ctx context.Context, args []string) error {
	c, err := readConfig("server")
	if err != nil {
		return err
	}
	ip, err := c.nodeIP()
	if err != nil {
		return err
	}
	t, err := c.token()
	if err != nil {
		return err
	}
	agent, err := readToken(c, "agent-token")
	if err != nil {
		return err
	}
	if t.password == "" {
		return errors.New("--token is required")
	}
	if agent.password == "" {
		agent = t
	}
	s := &server{c, ip, t, agent, member{c, ip}, newStarter(), c.datastore()}
	if len(args) > 0 {
		return s.reset(ctx, args)
	}
	return s.run(ctx)
}

// Where the data is. An etcd on the disk counts before everything else.
//
// Source: k3s-io/k3s pkg/cluster/managed.go, assignManagedDriver.
type datastore string

const (
	embedded datastore = "embedded etcd"
	external datastore = "external"
	sqlite   datastore = "sqlite"
)

func (c config) datastore() datastore {
	switch {
	case hasMember():
		return embedded
	case c.text("datastore-endpoint", "") != "":
		return external
	case c.is("cluster-init") || c.text("server", "") != "":
		return embedded
	}
	return sqlite
}

func (s *server) isEmbedded() bool { return s.store == embedded }

func (s *server) run(ctx context.Context) error {
	if exists(serverFile("db/reset-flag")) {
		if err := os.Remove(serverFile("db/reset-flag")); err != nil {
			return err
		}
	}
	join, err := s.bootstrap(ctx)
	if err != nil {
		return err
	}
	if err := s.certificates(); err != nil {
		return err
	}
	switch s.store {
	case embedded:
		err = s.startEtcd(ctx, join)
	case sqlite:
		err = s.startKine(ctx)
	}
	if err != nil {
		return err
	}
	admin, err := s.startControlPlane(ctx)
	if err != nil {
		return err
	}
	if err := s.startNode(ctx, admin); err != nil {
		return err
	}
	notifyReady()
	if s.isEmbedded() {
		go everySeconds(ctx, 3, func() { s.tellVoter(ctx, admin) })
		go everySeconds(ctx, 5, func() { s.removeDeletedNodes(ctx, admin) })
		go everySeconds(ctx, 2, func() { s.member.promoteLearners(ctx) })
	}
	go everySeconds(ctx, 15, func() { deploy(ctx) })
	go everySeconds(ctx, 2, func() { forgetPasswords(ctx, admin) })
	select {
	case <-ctx.Done():
		return nil
	case err := <-s.starter.ended:
		return err
	}
}

func everySeconds(ctx context.Context, seconds int, work func()) {
	for ctx.Err() == nil {
		work()
		select {
		case <-ctx.Done():
		case <-time.After(time.Duration(seconds) * time.Second):
		}
	}
}

// Where the shared files come from: this server's own disk, a server that is there already, or nobody. What is on the
// disk counts: cluster-init and server are ignored then, as in k3s.
func (s *server) bootstrap(ctx context.Context) (*remote, error) {
	url := s.config.text("server", "")
	if hasMember() || url == "" {
		return nil, makeSharedFiles()
	}
	other := newRemote(url, "server", s.token)
	err := s.starter.until(ctx, "a server that lets this one in", func() error { return other.bootstrap(ctx, s.config) })
	return &other, err
}

func (s *server) certificates() error {
	names := append([]string{"127.0.0.1", "localhost", s.ip, s.config.nodeName(), "kubernetes", "kubernetes.default", "kubernetes.default.svc",
		"kubernetes.default.svc." + s.config.text("cluster-domain", "cluster.local"), firstAddress(s.config.text("service-cidr", "10.43.0.0/16"))},
		s.config.list("tls-san")...)
	names = append(names, s.config.list("node-external-ip")...)
	masters := []string{"system:masters"}
	err := errors.Join(
		leaf(serverFile("tls/serving-k3s"), "server-ca", "k3s", nil, names...),
		leaf(serverFile("tls/client-admin"), "client-ca", "system:admin", masters),
		leaf(serverFile("tls/client-controller"), "client-ca", "system:kube-controller-manager", nil),
		leaf(serverFile("tls/client-scheduler"), "client-ca", "system:kube-scheduler", nil),
		leaf(serverFile("tls/client-k3s-controller"), "client-ca", "system:k3s-controller", nil),
		leaf(serverFile("tls/client-kube-apiserver"), "client-ca", "system:apiserver", masters),
		leaf(serverFile("tls/client-auth-proxy"), "request-header-ca", "system:auth-proxy", nil),
	)
	if err == nil && s.isEmbedded() {
		err = s.member.certificates()
	}
	if err != nil {
		return err
	}
	return s.writeTokens()
}

// The full tokens, as an administrator reads them to let further nodes in.
func (s *server) writeTokens() error {
	authority, err := os.ReadFile(serverFile("tls/server-ca.crt"))
	if err != nil {
		return err
	}
	return errors.Join(
		writeFile(serverFile("token"), fmt.Appendf(nil, "K10%s::server:%s\n", hashOf(authority), s.token.password)),
		writeFile(serverFile("agent-token"), fmt.Appendf(nil, "K10%s::node:%s\n", hashOf(authority), s.agent.password)),
	)
}

func firstAddress(cidr string) string {
	ip, _, err := net.ParseCIDR(cidr)
	if err != nil || ip.To4() == nil {
		return ""
	}
	ip = ip.To4()
	ip[3]++
	return ip.String()
}

func (s *server) startEtcd(ctx context.Context, other *remote) error {
	cluster, state := "", "existing"
	switch {
	case hasMember():
	case other == nil:
		name, err := s.member.name()
		if err != nil {
			return err
		}
		cluster, state = name+"="+s.member.peerURL(), "new"
	default:
		err := s.starter.until(ctx, "the etcd cluster to take a member", func() (err error) {
			endpoints, err := other.etcdEndpoints(ctx)
			if err == nil {
				cluster, err = s.member.join(ctx, endpoints)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	program, err := s.member.part(cluster, state)
	if err != nil {
		return err
	}
	if err := s.starter.start(program); err != nil {
		return err
	}
	if cluster == "" {
		return s.starter.until(ctx, "etcd", func() error { return s.member.checkAddress(ctx) })
	}
	err = s.starter.until(ctx, "the etcd member to vote", func() error {
		if voter, reason := s.member.isVoter(ctx); !voter {
			return errors.New(reason)
		}
		return nil
	})
	if err == nil && other == nil {
		err = s.member.migrateFromSQLite(ctx, s.starter)
	}
	return err
}

func (s *server) startControlPlane(ctx context.Context) (*api, error) {
	for name, certificate := range map[string]string{"controller": "client-controller", "scheduler": "client-scheduler"} {
		if err := writeServerKubeconfig(serverFile("cred/"+name+".kubeconfig"), "https://127.0.0.1:6444", certificate); err != nil {
			return nil, err
		}
	}
	if err := s.writeAdminKubeconfig(); err != nil {
		return nil, err
	}
	if err := s.starter.start(s.apiServer()); err != nil {
		return nil, err
	}
	direct, err := newAPI("https://127.0.0.1:6444", serverFile("tls/client-admin"), serverFile("tls/server-ca.crt"))
	if err != nil {
		return nil, err
	}
	front := &supervisor{config: s.config, serverToken: s.token, agentToken: s.agent, admin: direct}
	if err := front.listen(ctx, s.starter.ended); err != nil {
		return nil, err
	}
	if err := s.starter.until(ctx, "kube-apiserver", func() error { return direct.ready(ctx) }); err != nil {
		return nil, err
	}
	front.ready.Store(true)
	return direct, errors.Join(s.starter.start(s.scheduler()), s.starter.start(s.controllerManager()))
}

func (s *server) startNode(ctx context.Context, admin *api) error {
	self := newRemote(localAPI, "node", s.agent)
	err := s.starter.until(ctx, "the own node's certificate", func() error { return self.registerAgent(ctx, s.config) })
	if err != nil {
		return err
	}
	kubelet, err := kubeletAPI(localAPI)
	if err != nil {
		return err
	}
	go node{s.config, s.ip, kubelet}.run(ctx)
	if err := s.starter.until(ctx, "the role of flannel", func() error { return bindController(ctx, admin) }); err != nil {
		return err
	}
	if err := runFlannel(ctx, s.starter, s.config, localAPI); err != nil {
		return err
	}
	// k3s keeps the list in step with the endpoints of the Service kubernetes.
	go everySeconds(ctx, 10, func() { self.learnServers(ctx) })
	return s.starter.until(ctx, "the own node", func() error { return s.labelNode(ctx, admin) })
}

// What a kubelet must not say of itself.
func (s *server) labelNode(ctx context.Context, admin *api) error {
	labels := object{"node-role.kubernetes.io/control-plane": "true"}
	metadata := object{"labels": labels}
	if s.isEmbedded() {
		labels["node-role.kubernetes.io/etcd"] = "true"
		name, err := s.member.name()
		if err != nil {
			return err
		}
		metadata["annotations"] = object{"etcd.k3s.cattle.io/node-name": name, "etcd.k3s.cattle.io/node-address": s.ip}
	}
	return admin.send(ctx, http.MethodPatch, "/api/v1/nodes/"+s.config.nodeName(), asMergePatch, object{"metadata": metadata}, nil)
}

// Source: k3s-io/k3s pkg/etcd/etcd.go, setEtcdStatusCondition.
func (s *server) tellVoter(ctx context.Context, admin *api) {
	voter, reason := s.member.isVoter(ctx)
	status := object{"conditions": []object{condition("EtcdIsVoter", voter, reason, time.Now().UTC())}}
	path := "/api/v1/nodes/" + s.config.nodeName() + "/status"
	if err := admin.send(ctx, http.MethodPatch, path, asStrategic, object{"status": status}, nil); err != nil {
		log.Printf("level=error msg=%q", "Failed to tell whether the etcd member votes: "+err.Error())
	}
}

func withArgs(args []string, more []string) []string {
	for _, extra := range more {
		extra = "--" + strings.TrimLeft(extra, "-")
		key, _, _ := strings.Cut(extra, "=")
		kept := args[:0:0]
		for _, arg := range args {
			if name, _, _ := strings.Cut(arg, "="); name != key {
				kept = append(kept, arg)
			}
		}
		args = append(kept, extra)
	}
	return args
}

// Without --advertise-port, which only k3s' own build of kube-apiserver has: the Service kubernetes leads to port 6444.
//
// Source: k3s-io/k3s pkg/daemons/control/server.go.
func (s *server) apiServer() part {
	c, domain := s.config, s.config.text("cluster-domain", "cluster.local")
	args := []string{
		"--allow-privileged=true", "--anonymous-auth=false", "--authorization-mode=Node,RBAC", "--bind-address=127.0.0.1", "--secure-port=6444",
		"--advertise-address=" + c.text("advertise-address", s.ip), "--cert-dir=" + serverFile("tls/temporary-certs"),
		"--client-ca-file=" + serverFile("tls/client-ca.crt"), "--enable-admission-plugins=NodeRestriction", "--profiling=false", "--storage-backend=etcd3",
		"--tls-cert-file=" + serverFile("tls/serving-k3s.crt"), "--tls-private-key-file=" + serverFile("tls/serving-k3s.key"),
		"--kubelet-certificate-authority=" + serverFile("tls/server-ca.crt"),
		"--kubelet-client-certificate=" + serverFile("tls/client-kube-apiserver.crt"), "--kubelet-client-key=" + serverFile("tls/client-kube-apiserver.key"),
		"--proxy-client-cert-file=" + serverFile("tls/client-auth-proxy.crt"), "--proxy-client-key-file=" + serverFile("tls/client-auth-proxy.key"),
		"--requestheader-client-ca-file=" + serverFile("tls/request-header-ca.crt"), "--requestheader-allowed-names=system:auth-proxy",
		"--requestheader-username-headers=X-Remote-User", "--requestheader-group-headers=X-Remote-Group", "--requestheader-extra-headers-prefix=X-Remote-Extra-",
		"--service-account-issuer=https://kubernetes.default.svc." + domain, "--api-audiences=https://kubernetes.default.svc." + domain + ",k3s",
		"--service-account-key-file=" + serverFile("tls/service.key"), "--service-account-signing-key-file=" + serverFile("tls/service.key"),
		"--service-cluster-ip-range=" + c.text("service-cidr", "10.43.0.0/16"), "--service-node-port-range=" + c.text("service-node-port-range", "30000-32767"),
	}
	switch s.store {
	case embedded:
		args = append(args, "--etcd-servers=https://127.0.0.1:2379", "--etcd-cafile="+serverFile("tls/etcd/server-ca.crt"),
			"--etcd-certfile="+serverFile("tls/etcd/client.crt"), "--etcd-keyfile="+serverFile("tls/etcd/client.key"))
	case sqlite:
		args = append(args, "--etcd-servers="+kineURL())
	default:
		args = append(args, "--etcd-servers="+c.text("datastore-endpoint", ""), "--etcd-cafile="+c.text("datastore-cafile", ""),
			"--etcd-certfile="+c.text("datastore-certfile", ""), "--etcd-keyfile="+c.text("datastore-keyfile", ""))
	}
	if c.is("secrets-encryption") {
		args = append(args, "--encryption-provider-config="+serverFile("cred/encryption-config.json"))
	}
	return part{"kube-apiserver", withArgs(args, c["kube-apiserver-arg"])}
}

func (s *server) scheduler() part {
	args := []string{"--kubeconfig=" + serverFile("cred/scheduler.kubeconfig"), "--bind-address=127.0.0.1", "--secure-port=10259",
		"--cert-dir=" + serverFile("tls/kube-scheduler"), "--profiling=false"}
	return part{"kube-scheduler", withArgs(args, s.config["kube-scheduler-arg"])}
}

func (s *server) controllerManager() part {
	args := []string{"--kubeconfig=" + serverFile("cred/controller.kubeconfig"), "--bind-address=127.0.0.1", "--secure-port=10257",
		"--cert-dir=" + serverFile("tls/kube-controller-manager"), "--profiling=false", "--use-service-account-credentials=true",
		"--allocate-node-cidrs=true", "--cluster-cidr=" + s.config.text("cluster-cidr", "10.42.0.0/16"), "--configure-cloud-routes=false",
		"--root-ca-file=" + serverFile("tls/server-ca.crt"), "--service-account-private-key-file=" + serverFile("tls/service.key"),
		"--controllers=*,tokencleaner,-service,-route,-cloud-node-lifecycle"}
	return part{"kube-controller-manager", withArgs(args, s.config["kube-controller-manager-arg"])}
}

func writeServerKubeconfig(file, url, certificate string) error {
	return writeKubeconfig(file, url, serverFile("tls/server-ca.crt"), serverFile("tls/"+certificate))
}

// authority is a file, user the path of a certificate and its key without their endings.
func writeKubeconfig(file, url, authority, user string) error {
	return writeFile(file, fmt.Appendf(nil, `apiVersion: v1
kind: Config
clusters: [{name: local, cluster: {server: %q, certificate-authority: %s}}]
users: [{name: user, user: {client-certificate: %s.crt, client-key: %s.key}}]
contexts: [{name: default, context: {cluster: local, user: user}}]
current-context: default
`, url, authority, user, user))
}

// The administrator's file, with the mode that the configuration asks for.
func (s *server) writeAdminKubeconfig() error {
	if err := writeServerKubeconfig(kubeconfigFile, localAPI, "client-admin"); err != nil {
		return err
	}
	mode, err := strconv.ParseUint(s.config.text("write-kubeconfig-mode", "0600"), 8, 32)
	if err != nil {
		return fmt.Errorf("write-kubeconfig-mode: %w", err)
	}
	return os.Chmod(kubeconfigFile, os.FileMode(mode))
}

// A server's node that was deleted takes its etcd member with it.
func (s *server) removeDeletedNodes(ctx context.Context, admin *api) {
	var nodes struct {
		Items []struct {
			Metadata struct{ Annotations map[string]string }
		}
	}
	if err := admin.send(ctx, http.MethodGet, "/api/v1/nodes", asJSON, nil, &nodes); err != nil {
		return
	}
	members, err := s.member.list(ctx)
	if err != nil {
		return
	}
	present := map[string]bool{}
	for _, node := range nodes.Items {
		present[node.Metadata.Annotations["etcd.k3s.cattle.io/node-name"]] = true
	}
	for _, one := range members {
		// A member that is just joining has no node yet; it was never seen with one.
		if seen[one.name] && !present[one.name] {
			log.Printf("level=info msg=%q", "Removing name="+one.name+" from etcd")
			s.member.remove(ctx, one.name)
		}
	}
	for name := range present {
		seen[name] = true
	}
}

// The password of a node goes with it: another host may have its name then.
//
// Source: k3s-io/k3s pkg/node/controller.go, OnRemove.
func forgetPasswords(ctx context.Context, admin *api) {
	var nodes struct {
		Items []struct{ Metadata struct{ Name string } }
	}
	if err := admin.send(ctx, http.MethodGet, "/api/v1/nodes", asJSON, nil, &nodes); err != nil {
		return
	}
	present := map[string]bool{}
	for _, node := range nodes.Items {
		present[node.Metadata.Name] = true
	}
	for name := range seenNodes {
		if !present[name] {
			log.Printf("level=info msg=%q", "Deleting the password of node "+name)
			admin.send(ctx, http.MethodDelete, nodePasswords+"/"+name+".node-password.k3s", asJSON, nil, nil)
		}
	}
	seenNodes = present
}

// Nodes that this server saw the last time.
var seenNodes = map[string]bool{}

// Members whose node this server has seen.
var seen = map[string]bool{}
