package storetest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/mongo"
	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// MongoDB is the variable that names the server for tests on MongoDB: a replica
// set that is there for tests alone. They make databases of their own and
// change its parameters.
const MongoDB = "OCOP_TEST_MONGODB_URI"

// Mongo is MongoDB at the address in OCOP_TEST_MONGODB_URI, in a database of the test's own.
func Mongo() Engine {
	return Engine{
		Name:  "mongodb",
		Place: mongoDatabase,
		Open: func(ctx context.Context, address string, schemas ...store.Schema) (store.DB, error) {
			return mongo.Open(ctx, address, schemas...)
		},
	}
}

func mongoDatabase(t testing.TB) string {
	t.Helper()
	server := os.Getenv(MongoDB)
	if server == "" {
		t.Skipf("not run on MongoDB: %s names no server", MongoDB)
	}
	address, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s: %v", MongoDB, err)
	}
	name := fmt.Sprintf("test_%s_%d", shortName(t.Name()), time.Now().UnixNano())
	address.Path = "/" + name
	// The transactions of a process that was killed hold their documents, and the database, for this long.
	Command(t, "admin", bson.D{{Key: "setParameter", Value: 1}, {Key: "transactionLifetimeLimitSeconds", Value: 3}})
	t.Cleanup(func() { Command(t, name, bson.D{{Key: "dropDatabase", Value: 1}}) })
	return address.String()
}

// shortName keeps within the 63 bytes that a database's name may have.
func shortName(name string) string {
	name = name[strings.LastIndexByte(name, '/')+1:]
	letters := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(name))
	return letters[:min(len(letters), 30)]
}

// Command has the server in OCOP_TEST_MONGODB_URI run a command, such as one that sets a fail point.
func Command(t testing.TB, database string, command bson.D) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	client, err := driver.Connect(options.Client().ApplyURI(os.Getenv(MongoDB)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Disconnect(ctx) }()
	if err := client.Database(database).RunCommand(ctx, command).Err(); err != nil {
		t.Errorf("%v: %v", command, err)
	}
}
