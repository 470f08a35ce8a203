package main

import (
	"context"
	"net"
	"net/url"
	"os"
	"os/exec"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// needed is a variable that names a server for tests; without it the test is skipped.
func needed(t *testing.T, variable string) string {
	t.Helper()
	value := os.Getenv(variable)
	if value == "" {
		t.Skipf("SKIPPED: %s names no server", variable)
	}
	return value
}

// mongoServer does something with a MongoDB server.
func mongoServer(t *testing.T, address string, do func(ctx context.Context, client *mongo.Client) error) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	client, err := mongo.Connect(options.Client().ApplyURI(address))
	if err != nil {
		return err
	}
	defer func() { _ = client.Disconnect(ctx) }()
	return do(ctx, client)
}

// databaseAt is the address of a database at a MongoDB server, which is dropped after the test.
func databaseAt(t *testing.T, server, name string) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	// The transactions of a process that was killed hold their documents for this long.
	limit := bson.D{{Key: "setParameter", Value: 1}, {Key: "transactionLifetimeLimitSeconds", Value: 10}}
	err = mongoServer(t, server, func(ctx context.Context, c *mongo.Client) error {
		return c.Database("admin").RunCommand(ctx, limit).Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		drop := func(ctx context.Context, c *mongo.Client) error { return c.Database(name).Drop(ctx) }
		if err := mongoServer(t, server, drop); err != nil {
			t.Logf("drop the test's database: %v", err)
		}
	})
	return u.String()
}

// mongod is a server of the test's own, which it may kill.
type mongod struct {
	t             *testing.T
	command, data string
	address       string // host:port
	run           *exec.Cmd
}

// clusterMongo is a MongoDB server of the test's own where OCOP_TEST_MONGOD names the command that
// starts one with a port and a data folder, or else that in OCOP_TEST_MONGODB_URI, and then own is nil.
func clusterMongo(t *testing.T) (server string, own *mongod) {
	t.Helper()
	command := os.Getenv("OCOP_TEST_MONGOD")
	if command == "" {
		return needed(t, "OCOP_TEST_MONGODB_URI"), nil
	}
	own = &mongod{t: t, command: command, data: t.TempDir(), address: freeAddress(t)}
	own.start()
	t.Cleanup(own.kill)
	initiate := bson.D{{Key: "replSetInitiate", Value: bson.M{"_id": "rs0", "members": []bson.M{{"_id": 0, "host": own.address}}}}}
	err := mongoServer(t, "mongodb://"+own.address+"/?directConnection=true", func(ctx context.Context, c *mongo.Client) error {
		return c.Database("admin").RunCommand(ctx, initiate).Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	server = "mongodb://" + own.address + "/?replicaSet=rs0"
	if err := mongoServer(t, server, func(ctx context.Context, c *mongo.Client) error { return c.Ping(ctx, nil) }); err != nil {
		t.Fatal(err)
	}
	return server, own
}

func (m *mongod) start() {
	m.t.Helper()
	_, port, err := net.SplitHostPort(m.address)
	if err != nil {
		m.t.Fatal(err)
	}
	m.run = exec.Command(m.command, port, m.data)
	if err := m.run.Start(); err != nil {
		m.t.Fatal(err)
	}
}

// kill ends the server at once. Its pid is that of the command, which becomes the server.
func (m *mongod) kill() {
	_ = m.run.Process.Kill() // it may be gone already
	_ = m.run.Wait()         // it was killed, and says so
}

// restart kills the server and starts it again on the same data.
func (m *mongod) restart() {
	m.t.Helper()
	m.kill()
	m.start()
}
