package main

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
)

// What answers on port 6443: joining nodes themselves, everything else the API server behind it. Whoever shows a client
// certificate is that user to the API server, which trusts the certificate of this proxy.
type supervisor struct {
	config      config
	serverToken token
	agentToken  token
	admin       *api
	// Set when the API server answers: until then joining nodes are told to wait.
	ready atomic.Bool
}

func (s *supervisor) listen(ctx context.Context, ended chan<- error) error {
	clientCA, err := os.ReadFile(serverFile("tls/client-ca.crt"))
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(clientCA)
	proxy, err := apiProxy()
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ping", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "pong") })
	mux.HandleFunc("GET /cacerts", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, serverFile("tls/server-ca.crt"))
	})
	mux.HandleFunc("GET /v1-k3s/server-bootstrap", s.only(s.serverToken, s.bootstrap))
	mux.HandleFunc("GET /v1-k3s/config", s.only(s.serverToken, s.critical))
	mux.HandleFunc("GET /db/info", s.only(s.serverToken, s.members))
	mux.HandleFunc("GET /v1-k3s/apiservers", s.only(s.agentToken, s.apiServers))
	mux.HandleFunc("GET /v1-k3s/client-kubelet.crt", s.only(s.agentToken, s.kubelet))
	mux.Handle("/", proxy)
	server := &http.Server{
		Addr: ":6443", Handler: mux,
		TLSConfig: &tls.Config{ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: pool, NextProtos: []string{"h2", "http/1.1"}},
		ErrorLog:  log.New(discard{}, "", 0),
	}
	go func() {
		ended <- server.ListenAndServeTLS(serverFile("tls/serving-k3s.crt"), serverFile("tls/serving-k3s.key"))
	}()
	go func() { <-ctx.Done(); server.Close() }()
	return nil
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

func apiProxy() (http.Handler, error) {
	pair, err := tls.LoadX509KeyPair(serverFile("tls/client-auth-proxy.crt"), serverFile("tls/client-auth-proxy.key"))
	if err != nil {
		return nil, err
	}
	authority, err := os.ReadFile(serverFile("tls/server-ca.crt"))
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority)
	named := &tls.Config{Certificates: []tls.Certificate{pair}, RootCAs: pool}
	// Without the proxy's certificate the API server sees nobody, and says 401.
	nameless := &tls.Config{RootCAs: pool}
	target, _ := url.Parse("https://127.0.0.1:6444")
	handler := func(config *tls.Config) *httputil.ReverseProxy {
		return &httputil.ReverseProxy{
			FlushInterval: -1,
			Transport:     &http.Transport{TLSClientConfig: config, MaxIdleConnsPerHost: 64, ForceAttemptHTTP2: true},
			ErrorLog:      log.New(discard{}, "", 0),
			Rewrite: func(r *httputil.ProxyRequest) {
				r.SetURL(target)
				for _, header := range []string{"X-Remote-User", "X-Remote-Group", "X-Remote-Uid"} {
					r.Out.Header.Del(header)
				}
				if r.In.TLS == nil || len(r.In.TLS.VerifiedChains) == 0 {
					return
				}
				subject := r.In.TLS.PeerCertificates[0].Subject
				r.Out.Header.Set("X-Remote-User", subject.CommonName)
				for _, group := range subject.Organization {
					r.Out.Header.Add("X-Remote-Group", group)
				}
			},
		}
	}
	byName, byNobody := handler(named), handler(nameless)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TLS.VerifiedChains) > 0 {
			byName.ServeHTTP(w, r)
		} else {
			byNobody.ServeHTTP(w, r)
		}
	}), nil
}

func (s *supervisor) only(t token, handle http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, password, _ := r.BasicAuth()
		isServer := subtle.ConstantTimeCompare([]byte(password), []byte(s.serverToken.password)) == 1
		isWanted := subtle.ConstantTimeCompare([]byte(password), []byte(t.password)) == 1
		switch {
		case !isServer && !isWanted:
			http.Error(w, "not authorized", http.StatusUnauthorized)
		case !s.ready.Load():
			http.Error(w, "starting", http.StatusServiceUnavailable)
		default:
			handle(w, r)
		}
	}
}

func (s *supervisor) bootstrap(w http.ResponseWriter, _ *http.Request) {
	files := map[string][]byte{}
	for _, name := range sharedFiles {
		content, err := os.ReadFile(serverFile(name))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		files[name] = content
	}
	json.NewEncoder(w).Encode(files)
}

func (s *supervisor) critical(w http.ResponseWriter, _ *http.Request) {
	json.NewEncoder(w).Encode(s.config.critical())
}

// Where etcd's members listen for clients.
func (s *supervisor) members(w http.ResponseWriter, r *http.Request) {
	members, err := member{config: s.config}.list(r.Context())
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	var endpoints []string
	for _, one := range members {
		if parsed, err := url.Parse(one.peerURL); err == nil && !one.isLearner {
			endpoints = append(endpoints, "https://"+parsed.Hostname()+":2379")
		}
	}
	json.NewEncoder(w).Encode(endpoints)
}

// The servers behind the Service kubernetes.
func (s *supervisor) apiServers(w http.ResponseWriter, r *http.Request) {
	var slices struct {
		Items []struct {
			Endpoints []struct{ Addresses []string }
		}
	}
	const path = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io/service-name=kubernetes"
	if err := s.admin.send(r.Context(), http.MethodGet, path, asJSON, nil, &slices); err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	addresses := []string{}
	for _, slice := range slices.Items {
		for _, endpoint := range slice.Endpoints {
			for _, address := range endpoint.Addresses {
				addresses = append(addresses, address+":6443")
			}
		}
	}
	json.NewEncoder(w).Encode(addresses)
}

// A kubelet's certificate, for whoever has the token and the password that the node of this name had at its first join.
func (s *supervisor) kubelet(w http.ResponseWriter, r *http.Request) {
	name, password := r.Header.Get("k3s-Node-Name"), r.Header.Get("k3s-Node-Password")
	if name == "" || password == "" {
		http.Error(w, "node name not set", http.StatusBadRequest)
		return
	}
	if err := s.checkNodePassword(r.Context(), name, password); err != nil {
		log.Printf("level=error msg=%q", err.Error())
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	folder, err := os.MkdirTemp(filepath.Join(dataDir, "server"), "kubelet-")
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "kubelet")
	if err := leaf(file, "client-ca", "system:node:"+name, []string{"system:nodes"}); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	certificate, _ := os.ReadFile(file + ".crt")
	key, _ := os.ReadFile(file + ".key")
	authority, _ := os.ReadFile(serverFile("tls/server-ca.crt"))
	controller, _ := os.ReadFile(serverFile("tls/client-k3s-controller.crt"))
	controllerKey, _ := os.ReadFile(serverFile("tls/client-k3s-controller.key"))
	json.NewEncoder(w).Encode(map[string][]byte{
		"client-kubelet.crt": certificate, "client-kubelet.key": key, "server-ca.crt": authority,
		"client-k3s-controller.crt": controller, "client-k3s-controller.key": controllerKey,
	})
}

const nodePasswords = "/api/v1/namespaces/kube-system/secrets"

// Source: k3s-io/k3s pkg/nodepassword: the Secret NAME.node-password.k3s goes with its node.
func (s *supervisor) checkNodePassword(ctx context.Context, name, password string) error {
	sum := sha256.Sum256([]byte(password))
	hash := hex.EncodeToString(sum[:])
	var secret struct{ Data map[string][]byte }
	err := s.admin.send(ctx, http.MethodGet, nodePasswords+"/"+name+".node-password.k3s", asJSON, nil, &secret)
	if isStatus(err, http.StatusNotFound) {
		made := object{
			"apiVersion": "v1", "kind": "Secret", "immutable": true,
			"metadata": object{"name": name + ".node-password.k3s"}, "stringData": object{"hash": hash},
		}
		return s.admin.send(ctx, http.MethodPost, nodePasswords, asJSON, made, nil)
	}
	if err != nil {
		return err
	}
	if strings.TrimSpace(string(secret.Data["hash"])) != hash {
		return fmt.Errorf("unable to verify password for node %s: hash does not match", name)
	}
	return nil
}
