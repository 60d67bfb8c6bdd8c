package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"reflect"
	"strings"

	"golang.org/x/net/http2"
	"tailscale.com/control/controlhttp/controlhttpserver"
	"tailscale.com/tailcfg"
	"tailscale.com/tstest/integration/testcontrol"
	"tailscale.com/types/key"
)

// What a client may send.
const maxRequest = 1 << 20

// front stands before the test server, and holds the key of the encrypted connection in its place.
type front struct {
	control *testcontrol.Server
	keys    authKeys
	noise   key.MachinePrivate
}

func newFront(control *testcontrol.Server) *front {
	return &front{control: control, noise: key.NewMachine()}
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/")
	switch {
	case path == "admin/ready":
		w.WriteHeader(http.StatusNoContent)
	case strings.HasPrefix(path, "admin/") && r.Method == http.MethodPut:
		f.administer(w, r, strings.TrimPrefix(path, "admin/"))
	case path == "key":
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(tailcfg.OverTLSPublicKeyResponse{LegacyPublicKey: f.noise.Public(), PublicKey: f.noise.Public()})
	case path == "ts2021":
		f.accept(w, r)
	case path == "generate_204", strings.HasPrefix(path, "c2n/"):
		f.control.ServeHTTP(w, r)
	default:
		http.NotFound(w, r)
	}
}

// PUT /admin/auth-key: the only key from then on, none when empty; with ?kind=one-off or ?kind=expired one more.
// PUT /admin/approval: "required" for nodes that come, or empty: all are approved, those that wait as well.
func (f *front) administer(w http.ResponseWriter, r *http.Request, what string) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1024))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	text, kind := strings.TrimSpace(string(body)), r.URL.Query().Get("kind")
	switch {
	case what == "auth-key" && kind == "":
		f.keys.only(text)
	case what == "auth-key":
		f.keys.add(text, kind)
	case what == "approval":
		// Read there under a lock that is not ours: change it only while no node registers.
		f.control.RequireMachineAuth = text == "required"
		if !f.control.RequireMachineAuth {
			base := f.control.BaseURL()
			for _, node := range f.control.AllNodes() {
				f.control.CompleteDeviceApproval(base, base+"/admin", &node.Key)
			}
		}
	default:
		http.NotFound(w, r)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (f *front) accept(w http.ResponseWriter, r *http.Request) {
	connection, err := controlhttpserver.AcceptHTTP(r.Context(), w, r, f.noise, nil)
	if err != nil {
		log.Printf("a client's handshake: %v", err)
		return
	}
	defer connection.Close()
	var server http2.Server
	server.ServeConn(connection, &http2.ServeConnOpts{
		Context:    peerContext{r.Context(), connection.Peer()},
		BaseConfig: &http.Server{Handler: http.HandlerFunc(f.inside)},
	})
}

// peerContext tells the test server which machine asks: it looks for that under a key of its own type.
type peerContext struct {
	context.Context
	machine key.MachinePublic
}

func (c peerContext) Value(of any) any {
	if reflect.TypeOf(of).String() == "testcontrol.peerMachinePublicContextKey" {
		return c.machine
	}
	return c.Context.Value(of)
}

// What a client asks for inside of its encrypted connection.
func (f *front) inside(w http.ResponseWriter, r *http.Request) {
	switch path := strings.TrimPrefix(r.URL.Path, "/machine/"); {
	case path == "register":
		f.register(w, r)
	case path == "map", path == "set-dns", path == "update-health", strings.HasPrefix(path, "tka/"):
		f.control.ServeHTTP(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (f *front) register(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxRequest))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var request tailcfg.RegisterRequest
	if err := json.Unmarshal(body, &request); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if !f.knows(request.NodeKey) && !f.knows(request.OldNodeKey) {
		if refusal := f.keys.use(request.Auth); refusal != "" {
			json.NewEncoder(w).Encode(tailcfg.RegisterResponse{Error: refusal})
			return
		}
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	f.control.ServeHTTP(w, r)
}

func (f *front) knows(node key.NodePublic) bool { return !node.IsZero() && f.control.Node(node) != nil }
