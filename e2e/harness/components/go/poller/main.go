// A client of an API server, in the network namespace of one host: `poller CONFIG`. At each tick it sends one request of
// each kind, whether or not earlier ones were answered, and appends what became of them to a file, one JSON a line. It is
// a Go program so that 200 TLS connections a second take little of the computer that they measure, and so that
// connections fail and are tried again as in Kubernetes' own clients, which use the same transport.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

// The harness writes it: e2e/lab/observers.ts.
type config struct {
	URL       string `json:"url"`
	Authority string `json:"authority"`
	Cert      string `json:"cert"`
	Key       string `json:"key"`
	EveryMs   int    `json:"everyMs"`
	// Until the first tick, so that observers do not send all at the same moment.
	DelayMs   int `json:"delayMs"`
	TimeoutMs int `json:"timeoutMs"`
	// Path of the observer's own ConfigMap, which holds when it was written.
	Own string `json:"own"`
	// Path of the list of all observers' ConfigMaps, out of an API server's memory.
	All    string `json:"all"`
	Output string `json:"output"`
}

// As in e2e/lab/time-line.ts.
type sample struct {
	Request string   `json:"request"`
	Sent    float64  `json:"sent"`
	Done    float64  `json:"done"`
	Outcome string   `json:"outcome"`
	Newest  *float64 `json:"newest,omitempty"`
}

type poller struct {
	config
	fresh, kept *http.Client
	keptIsBusy  atomic.Bool
	output      *os.File
	writing     sync.Mutex
}

func main() {
	p, err := newPoller(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	time.Sleep(time.Duration(p.DelayMs) * time.Millisecond)
	every := time.Duration(p.EveryMs) * time.Millisecond
	kinds := []func(){p.write, p.quorumRead, p.cachedRead, p.keptRead}
	// One kind after the other, evenly over the time between two ticks.
	ticks := time.Tick(every / time.Duration(len(kinds)))
	for at := 0; ; at++ {
		go kinds[at%len(kinds)]()
		<-ticks
	}
}

func newPoller(file string) (*poller, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	p := &poller{}
	if err := json.Unmarshal(text, &p.config); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	pair, err := tls.LoadX509KeyPair(p.Cert, p.Key)
	if err != nil {
		return nil, err
	}
	authority, err := os.ReadFile(p.Authority)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority)
	client := func(keep bool) *http.Client {
		// No session is resumed: each connection is a stranger's.
		secure := &tls.Config{RootCAs: pool, Certificates: []tls.Certificate{pair}, CurvePreferences: []tls.CurveID{tls.X25519}}
		return &http.Client{Transport: &http.Transport{TLSClientConfig: secure, DisableKeepAlives: !keep, MaxConnsPerHost: limit(keep)}}
	}
	p.fresh, p.kept = client(false), client(true)
	p.output, err = os.OpenFile(p.Output, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	return p, err
}

func limit(keep bool) int {
	if keep {
		return 1
	}
	return 0
}

func (p *poller) write() {
	body := fmt.Sprintf(`{"data":{"at":"%.3f"}}`, monotonicMs())
	p.send("write", p.fresh, http.MethodPatch, p.Own, body)
}

func (p *poller) quorumRead() { p.send("quorum-read", p.fresh, http.MethodGet, p.Own, "") }

func (p *poller) cachedRead() { p.send("cached-read", p.fresh, http.MethodGet, p.All, "") }

func (p *poller) keptRead() {
	if !p.keptIsBusy.CompareAndSwap(false, true) {
		return
	}
	defer p.keptIsBusy.Store(false)
	p.send("kept-read", p.kept, http.MethodGet, p.Own, "")
}

func (p *poller) send(kind string, client *http.Client, method, path, body string) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(p.TimeoutMs)*time.Millisecond)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, p.URL+path, strings.NewReader(body))
	if err != nil {
		log.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/merge-patch+json")
	}
	result := sample{Request: kind, Sent: monotonicMs()}
	answer, outcome := exchange(client, request)
	result.Done, result.Outcome = monotonicMs(), outcome
	if kind == "cached-read" && outcome == "ok" {
		newest := newestOf(answer)
		result.Newest = &newest
	}
	p.record(result)
}

func exchange(client *http.Client, request *http.Request) ([]byte, string) {
	response, err := client.Do(request)
	if err != nil {
		return nil, outcomeOf(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	switch {
	case err != nil:
		return nil, outcomeOf(err)
	case response.StatusCode != http.StatusOK:
		return nil, strconv.Itoa(response.StatusCode)
	}
	return answer, "ok"
}

func outcomeOf(err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "ECONNREFUSED"
	// The other end closed the connection before it answered.
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "ECONNRESET"
	}
	return err.Error()
}

func newestOf(answer []byte) float64 {
	var list struct {
		Items []struct {
			Data struct {
				At string `json:"at"`
			} `json:"data"`
		} `json:"items"`
	}
	if err := json.Unmarshal(answer, &list); err != nil {
		log.Fatal(err)
	}
	var newest float64
	for _, item := range list.Items {
		// Without one it was not written yet.
		if at, err := strconv.ParseFloat(item.Data.At, 64); err == nil {
			newest = max(newest, at)
		}
	}
	return newest
}

func (p *poller) record(result sample) {
	line, err := json.Marshal(result)
	if err != nil {
		log.Fatal(err)
	}
	p.writing.Lock()
	defer p.writing.Unlock()
	if _, err := p.output.Write(append(line, '\n')); err != nil {
		log.Fatal(err)
	}
}

// The computer's monotonic clock, which all its processes share; package time does not tell it.
func monotonicMs() float64 {
	const clockMonotonic = 1
	var now syscall.Timespec
	syscall.Syscall(syscall.SYS_CLOCK_GETTIME, clockMonotonic, uintptr(unsafe.Pointer(&now)), 0)
	return float64(now.Sec)*1e3 + float64(now.Nsec)/1e6
}
