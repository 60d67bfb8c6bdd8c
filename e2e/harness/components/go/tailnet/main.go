// The control server of a tailnet that never leaves the computer: Tailscale's own test server, a relay (DERP) and STUN.
//
// The test server panics on paths that it does not know, and has one key that it asks for at every register, also of
// nodes that have joined. So a handler stands before it, inside of the encrypted connection as well: it lets through
// what clients ask for, and knows keys that are reusable, for one login, or expired.
package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"log"
	"math/big"
	"net"
	"net/http"
	"strconv"
	"time"

	"tailscale.com/derp/derpserver"
	"tailscale.com/net/stunserver"
	"tailscale.com/tailcfg"
	"tailscale.com/tstest/integration/testcontrol"
	"tailscale.com/types/key"
)

func main() {
	address := flag.String("address", "", "the only address to listen on, which every node reaches")
	port := flag.Int("port", 8080, "of the control server, plain HTTP")
	derpPort := flag.Int("derp-port", 8443, "of the relay")
	stunPort := flag.Int("stun-port", 3478, "of STUN")
	authKey := flag.String("auth-key", "", "that nodes have to show; empty asks for none")
	domain := flag.String("domain", "tail.test", "under which nodes have names")
	flag.Parse()
	if net.ParseIP(*address) == nil {
		log.Fatalf("--address: found %q; expected an IP address", *address)
	}

	go serveRelay(net.JoinHostPort(*address, strconv.Itoa(*derpPort)))
	go func() {
		stun := stunserver.New(context.Background())
		log.Fatal(stun.ListenAndServe(net.JoinHostPort(*address, strconv.Itoa(*stunPort))))
	}()

	listen := net.JoinHostPort(*address, strconv.Itoa(*port))
	control := &testcontrol.Server{
		Logf:                    log.Printf,
		ExplicitBaseURL:         "http://" + listen,
		AllNodesSameUser:        true,
		AllOnline:               true,
		MagicDNSDomain:          *domain,
		DefaultNodeCapabilities: &tailcfg.NodeCapMap{},
		DERPMap:                 derpMap(*address, *derpPort, *stunPort),
	}
	front := newFront(control)
	if *authKey != "" {
		front.keys.only(*authKey)
	}
	log.Fatal(http.ListenAndServe(listen, front))
}

func derpMap(address string, derpPort, stunPort int) *tailcfg.DERPMap {
	const region = 900
	return &tailcfg.DERPMap{
		// Without it clients would also use the public relays.
		OmitDefaultRegions: true,
		Regions: map[int]*tailcfg.DERPRegion{region: {
			RegionID:   region,
			RegionCode: "test",
			RegionName: "test",
			Nodes: []*tailcfg.DERPNode{{
				Name:             "test",
				RegionID:         region,
				HostName:         address,
				IPv4:             address,
				IPv6:             "none",
				DERPPort:         derpPort,
				STUNPort:         stunPort,
				STUNTestIP:       address,
				InsecureForTests: true,
			}},
		}},
	}
}

func serveRelay(listen string) {
	relay := derpserver.New(key.NewNode(), func(string, ...any) {})
	server := &http.Server{
		Addr:      listen,
		Handler:   derpserver.Handler(relay),
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{selfSigned()}},
		// The relay takes over the connection, which HTTP/2 does not allow.
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){},
	}
	log.Fatal(server.ListenAndServeTLS("", ""))
}

func selfSigned() tls.Certificate {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		log.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		DNSNames:     []string{"relay.test"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(48 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		log.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: private}
}
