// Package tools pins what tests and CI run beside the product: a real S3 server and
// the linters. It is a module of its own, so that nothing of it reaches the product.
package tools
