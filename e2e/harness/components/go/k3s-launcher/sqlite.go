package main

import (
	"context"
	"log"
	"os"
	"syscall"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
)

// The data of a server that was never told to form a cluster: SQLite, behind kine, which speaks etcd's protocol. In k3s
// kine is a part of the process, and so is the move to etcd.

func sqliteFile() string { return serverFile("db/state.db") }

func kineURL() string { return "unix://" + serverFile("kine.sock") }

func kine() part {
	return part{"kine", []string{"--listen-address=" + kineURL(), "--metrics-bind-address=0",
		"--endpoint=sqlite://" + sqliteFile() + "?_journal_mode=WAL&_busy_timeout=30000&_synchronous=NORMAL&_txlock=immediate"}}
}

func (s *server) startKine(ctx context.Context) error {
	if err := os.MkdirAll(serverFile("db"), 0o700); err != nil {
		return err
	}
	if err := s.starter.start(kine()); err != nil {
		return err
	}
	return s.starter.until(ctx, "kine", func() error { return askKine(ctx) })
}

func askKine(ctx context.Context) error {
	client, err := clientv3.New(clientv3.Config{Endpoints: []string{kineURL()}, DialTimeout: 2 * time.Second})
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	_, err = client.Get(ctx, "/registry/health")
	return err
}

// Copies everything out of SQLite into the new etcd, key by key; only then the file gets another name. A start that is
// cut off in between leaves an etcd that is filled in part, and the next start takes it as it is: so does k3s.
//
// Source: k3s-io/k3s pkg/etcd/etcd.go, newCluster, migrateFromSQLite, IsInitialized.
func (m member) migrateFromSQLite(ctx context.Context, s *starter) error {
	if !exists(sqliteFile()) {
		return nil
	}
	log.Printf("level=info msg=%q", "Migrating content from sqlite to etcd")
	ended := make(chan error, 1)
	process, err := s.launch(kine(), ended)
	if err != nil {
		return err
	}
	if err := s.until(ctx, "kine", func() error { return askKine(ctx) }); err != nil {
		return err
	}
	if err := copyKeys(ctx); err != nil {
		return err
	}
	if err := os.Rename(sqliteFile(), sqliteFile()+".migrated"); err != nil {
		return err
	}
	process.Signal(syscall.SIGTERM)
	<-ended
	return nil
}

func copyKeys(ctx context.Context) error {
	from, err := clientv3.New(clientv3.Config{Endpoints: []string{kineURL()}, DialTimeout: 5 * time.Second})
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := etcdClient("https://127.0.0.1:2379")
	if err != nil {
		return err
	}
	defer to.Close()
	listed, err := from.Get(ctx, "/registry/", clientv3.WithPrefix())
	if err != nil {
		return err
	}
	for _, pair := range listed.Kvs {
		log.Printf("level=info msg=%q", "Migrating etcd key "+string(pair.Key))
		if _, err := to.Put(ctx, string(pair.Key), string(pair.Value)); err != nil {
			return err
		}
	}
	return nil
}
