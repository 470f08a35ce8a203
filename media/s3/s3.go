// Package s3 keeps blobs in a bucket of any S3-compatible store. It uses only what all
// of them have, and no call waits longer than its limit.
package s3

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/ocopmarket/ocop/media"
)

// The time a call may take, with its retries.
const (
	shortCall = 10 * time.Second
	longCall  = time.Minute // with the content of a blob
)

// tries is how often a call is made that fails in passing.
const tries = 3

// pingKey is written by Ping. It is no valid blob name, so it never meets one.
const pingKey = ".ping"

// Config says where the bucket is.
type Config struct {
	Endpoint  string // http://host:port, https://host, or host:port, which means https
	Bucket    string
	AccessKey string
	SecretKey string
	Region    string // empty: the store is asked
}

// Store is a media.Blobs in a bucket.
type Store struct {
	client minio.Core
	bucket string
}

// New connects to the store and makes the bucket when it is missing.
func New(ctx context.Context, config Config) (*Store, error) {
	client, err := connect(config)
	if err != nil {
		return nil, fmt.Errorf("s3: %w", err)
	}
	s := &Store{client: minio.Core{Client: client}, bucket: config.Bucket}
	if err := s.makeBucket(ctx, config.Region); err != nil {
		return nil, fmt.Errorf("s3: bucket %q at %s: %w", config.Bucket, config.Endpoint, err)
	}
	return s, nil
}

func connect(config Config) (*minio.Client, error) {
	host, secure, err := endpoint(config.Endpoint)
	if err != nil {
		return nil, err
	}
	transport, err := minio.DefaultTransport(secure)
	if err != nil {
		return nil, err
	}
	transport.ResponseHeaderTimeout = shortCall
	transport.MaxIdleConnsPerHost = 64
	return minio.New(host, &minio.Options{
		Creds:     credentials.NewStaticV4(config.AccessKey, config.SecretKey, ""),
		Secure:    secure,
		Region:    config.Region,
		Transport: transport,

		MaxRetries: tries,
	})
}

// endpoint splits the address into host and whether it is spoken to by TLS.
func endpoint(address string) (host string, secure bool, err error) {
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return "", false, fmt.Errorf("endpoint: %w", err)
	case u.Scheme != "http" && u.Scheme != "https":
		return "", false, fmt.Errorf("endpoint %q: neither http nor https", address)
	case u.Host == "" || strings.Trim(u.Path, "/") != "" || u.User != nil || u.RawQuery != "":
		return "", false, fmt.Errorf("endpoint %q: want a host and nothing else", address)
	}
	return u.Host, u.Scheme == "https", nil
}

// makeBucket is safe when several processes start at once: who comes second finds the bucket.
func (s *Store) makeBucket(ctx context.Context, region string) error {
	ctx, cancel := context.WithTimeout(ctx, shortCall)
	defer cancel()
	exists, err := s.client.BucketExists(ctx, s.bucket)
	if err != nil || exists {
		return err
	}
	made := s.client.MakeBucket(ctx, s.bucket, minio.MakeBucketOptions{Region: region})
	if made == nil {
		return nil
	}
	if exists, err := s.client.BucketExists(ctx, s.bucket); err == nil && exists {
		return nil
	}
	return made
}

// Put keeps a blob.
func (s *Store) Put(ctx context.Context, name, contentType string, data []byte) error {
	if err := check(name); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, longCall)
	defer cancel()
	switch _, err := s.client.Client.StatObject(ctx, s.bucket, name, minio.StatObjectOptions{}); {
	case err == nil:
		return nil
	case !missing(err):
		return fmt.Errorf("s3: put %s: %w", name, err)
	}
	if err := s.put(ctx, name, contentType, data); err != nil {
		return fmt.Errorf("s3: put %s: %w", name, err)
	}
	return nil
}

// put signs the hash of the whole content. The client would rather sign piece by piece
// within the body, a framing that not every store reads right.
func (s *Store) put(ctx context.Context, name, contentType string, data []byte) error {
	sum := sha256.Sum256(data)
	_, err := s.client.PutObject(ctx, s.bucket, name, bytes.NewReader(data), int64(len(data)), "", hex.EncodeToString(sum[:]),
		minio.PutObjectOptions{ContentType: contentType, DisableContentSha256: true})
	return err
}

// Get opens a blob; what is read of it streams from the store.
func (s *Store) Get(ctx context.Context, name string) (*media.Blob, error) {
	if err := check(name); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, longCall)
	body, info, _, err := s.client.GetObject(ctx, s.bucket, name, minio.GetObjectOptions{})
	if err != nil {
		cancel()
		return nil, readError(name, err)
	}
	return &media.Blob{
		ReadSeekCloser: &reader{
			body: body, size: info.Size, cancel: cancel,
			open: func(offset int64) (io.ReadCloser, error) { return s.openAt(ctx, name, info.ETag, offset) },
		},
		ContentType: info.ContentType, Size: info.Size, Modified: info.LastModified,
	}, nil
}

// openAt opens the same version of a blob again, from an offset.
func (s *Store) openAt(ctx context.Context, name, etag string, offset int64) (io.ReadCloser, error) {
	var options minio.GetObjectOptions
	if err := options.SetRange(offset, 0); err != nil {
		return nil, err
	}
	if err := options.SetMatchETag(etag); err != nil {
		return nil, err
	}
	body, _, _, err := s.client.GetObject(ctx, s.bucket, name, options)
	if err != nil {
		return nil, readError(name, err)
	}
	return body, nil
}

// Delete removes a blob.
func (s *Store) Delete(ctx context.Context, name string) error {
	if err := check(name); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, shortCall)
	defer cancel()
	err := s.client.Client.RemoveObject(ctx, s.bucket, name, minio.RemoveObjectOptions{})
	if err != nil && !missing(err) {
		return fmt.Errorf("s3: delete %s: %w", name, err)
	}
	return nil
}

// Ping writes a small object and reads it back.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, shortCall)
	defer cancel()
	if err := s.put(ctx, pingKey, "text/plain", []byte("ping")); err != nil {
		return fmt.Errorf("s3: ping: %w", err)
	}
	if _, err := s.client.Client.StatObject(ctx, s.bucket, pingKey, minio.StatObjectOptions{}); err != nil {
		return fmt.Errorf("s3: ping: %w", err)
	}
	return nil
}

// check refuses names that are none. A name nobody can have put is not found.
func check(name string) error {
	if !media.ValidName(name) {
		return fmt.Errorf("s3: name %q: %w", name, media.ErrNotFound)
	}
	return nil
}

// missing reports whether the object is not there, as opposed to the bucket or the store.
func missing(err error) bool {
	var response minio.ErrorResponse
	return errors.As(err, &response) && response.Code == minio.NoSuchKey
}

func readError(name string, err error) error {
	if missing(err) {
		return fmt.Errorf("s3: %s: %w", name, media.ErrNotFound)
	}
	return fmt.Errorf("s3: get %s: %w", name, err)
}
