package mongo_test

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/mongo"
	"go.mongodb.org/mongo-driver/v2/bson"
)

// serve accepts connections on loopback until the test is over, and returns the address.
func serve(t *testing.T, handle func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				handle(conn)
			}()
		}
	}()
	return "mongodb://" + l.Addr().String() + "/"
}

func TestOpenGivesUpOnASilentServer(t *testing.T) {
	uri := serve(t, func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) })
	for name, address := range map[string]string{"silent": uri, "absent": "mongodb://127.0.0.1:1/"} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			within(t, 300*time.Millisecond, func() error {
				_, err := mongo.Open(ctx, address)
				return err
			})
			within(t, 300*time.Millisecond, func() error {
				_, err := mongo.Open(t.Context(), address+"?timeoutMS=300")
				return err
			})
		})
	}
}

func TestOpenRefusesAStandalone(t *testing.T) {
	_, err := mongo.Open(t.Context(), serve(t, standalone))
	if !errors.Is(err, mongo.ErrStandalone) {
		t.Errorf("got error %v, want %v", err, mongo.ErrStandalone)
	}
}

func TestOpenRefusesAnAddressThatIsNone(t *testing.T) {
	_, err := mongo.Open(t.Context(), "localhost:27017")
	if err == nil || errors.Is(err, store.ErrUnavailable) {
		t.Errorf("got error %v", err)
	}
}

// The parts of MongoDB's wire protocol that a greeting needs.
const (
	opReply   = 1
	opQuery   = 2004
	opMessage = 2013
)

// standalone greets as a server without a replica set does.
func standalone(conn net.Conn) {
	greeting, _ := bson.Marshal(bson.D{
		{Key: "helloOk", Value: true}, {Key: "ismaster", Value: true}, {Key: "isWritablePrimary", Value: true},
		{Key: "minWireVersion", Value: 0}, {Key: "maxWireVersion", Value: 17}, {Key: "maxBsonObjectSize", Value: 1 << 24},
		{Key: "maxMessageSizeBytes", Value: 48_000_000}, {Key: "maxWriteBatchSize", Value: 100_000}, {Key: "ok", Value: 1},
	})
	for {
		var header [16]byte
		if _, err := io.ReadFull(conn, header[:]); err != nil {
			return
		}
		rest := int64(binary.LittleEndian.Uint32(header[:])) - int64(len(header))
		if _, err := io.CopyN(io.Discard, conn, rest); err != nil {
			return
		}
		asked, code := header[4:8], binary.LittleEndian.Uint32(header[12:])
		if _, err := conn.Write(answer(asked, code, greeting)); err != nil {
			return
		}
	}
}

func answer(asked []byte, code uint32, doc []byte) []byte {
	body, kind := append([]byte{0, 0, 0, 0, 0}, doc...), uint32(opMessage) // no flags, one document
	if code == opQuery {
		body, kind = append([]byte{8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0}, doc...), opReply
	}
	message := binary.LittleEndian.AppendUint32(nil, uint32(16+len(body)))
	message = append(message, 0, 0, 0, 0)
	message = append(message, asked...)
	message = binary.LittleEndian.AppendUint32(message, kind)
	return append(message, body...)
}
