package inproc_test

import (
	"testing"

	"github.com/ocopmarket/ocop/search/inproc"
	"github.com/ocopmarket/ocop/search/searchtest"
)

func TestSuite(t *testing.T) { searchtest.Run(t, inproc.New()) }
