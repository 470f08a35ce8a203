package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Description is what a deployment tells of itself.
type Description struct {
	Version string
	Members int   // of the replica set; 0 behind a mongos, which does not tell
	Bytes   int64 // of our database on disk, with its indexes
}

// Describe asks the deployment what it is.
func (db *DB) Describe(ctx context.Context) (Description, error) {
	ctx, cancel := db.bounded(ctx)
	defer cancel()
	var build struct {
		Version string `bson:"version"`
	}
	var hello struct {
		Hosts []string `bson:"hosts"`
	}
	var stats struct {
		Storage float64 `bson:"storageSize"`
		Indexes float64 `bson:"indexSize"`
	}
	admin := db.client.Database("admin")
	if err := admin.RunCommand(ctx, bson.D{{Key: "buildInfo", Value: 1}}).Decode(&build); err != nil {
		return Description{}, failure(ctx, err)
	}
	if err := admin.RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&hello); err != nil {
		return Description{}, failure(ctx, err)
	}
	if err := db.database.RunCommand(ctx, bson.D{{Key: "dbStats", Value: 1}}).Decode(&stats); err != nil {
		return Description{}, failure(ctx, err)
	}
	return Description{Version: build.Version, Members: len(hello.Hosts), Bytes: int64(stats.Storage + stats.Indexes)}, nil
}
