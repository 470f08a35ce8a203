package vietqr

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed banks.tsv
var banksTSV string

// Bank is a bank of the NAPAS network.
type Bank struct {
	BIN       string
	Short     string // "Vietcombank"
	Name      string
	Transfers bool // whether VietQR transfers to it work
}

var load = sync.OnceValue(func() map[string]Bank {
	banks := map[string]Bank{}
	_, body, _ := strings.Cut(banksTSV, "\n")
	for line := range strings.Lines(body) {
		f := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		banks[f[0]] = Bank{BIN: f[0], Short: f[1], Name: f[2], Transfers: f[4] == "yes"}
	}
	return banks
})

// BankByBIN returns the bank with that number of six digits.
func BankByBIN(bin string) (Bank, bool) {
	b, ok := load()[bin]
	return b, ok
}

// Bank is the short name of the account's bank, or its number where we do not know it.
func (a Account) Bank() string {
	if b, ok := BankByBIN(a.BIN); ok {
		return b.Short
	}
	return a.BIN
}
