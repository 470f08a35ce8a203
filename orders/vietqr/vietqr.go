// Package vietqr writes the payload of a VietQR bank transfer (NAPAS, after
// EMVCo) and draws it. The code proves nothing: a transfer counts when the bank reports it.
package vietqr

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Account is where transfers go.
type Account struct {
	BIN    string // of the bank, six digits
	Number string
	Holder string // as the bank writes it, for people to compare
}

// maxPurpose is how much of a purpose the banks' applications carry.
const maxPurpose = 25

// The ways in which a payload is refused.
var (
	ErrAccount = errors.New("vietqr: not a bank and account that take VietQR transfers")
	ErrAmount  = errors.New("vietqr: amount out of range")
	ErrPurpose = errors.New("vietqr: a purpose is at most 25 plain letters, digits and spaces")
)

// Dynamic returns a payload for one transfer of an amount in đồng with a purpose.
func Dynamic(a Account, amount int64, purpose string) (string, error) {
	if amount <= 0 || amount > 9_999_999_999_999 {
		return "", fmt.Errorf("%w: %d", ErrAmount, amount)
	}
	if purpose == "" || len(purpose) > maxPurpose || strings.ContainsFunc(purpose, notPlain) {
		return "", fmt.Errorf("%w: %q", ErrPurpose, purpose)
	}
	return payload(a, "12", strconv.FormatInt(amount, 10), purpose)
}

// Check reports what keeps an account from being paid to, or nil.
func (a Account) Check() error {
	if bank, ok := BankByBIN(a.BIN); !ok || !bank.Transfers {
		return fmt.Errorf("%w: bank %q", ErrAccount, a.BIN)
	}
	if a.Number == "" || len(a.Number) > 19 || strings.ContainsFunc(a.Number, notAlphanumeric) {
		return fmt.Errorf("%w: account number of %d characters", ErrAccount, len(a.Number))
	}
	return nil
}

func payload(a Account, method, amount, purpose string) (string, error) {
	if err := a.Check(); err != nil {
		return "", err
	}
	beneficiary := field("00", a.BIN) + field("01", a.Number)
	body := field("00", "01") + field("01", method) +
		field("38", field("00", "A000000727")+field("01", beneficiary)+field("02", "QRIBFTTA")) +
		field("53", "704")
	if amount != "" {
		body += field("54", amount)
	}
	body += field("58", "VN")
	if purpose != "" {
		body += field("62", field("08", purpose))
	}
	body += "6304"
	return body + fmt.Sprintf("%04X", Checksum(body)), nil
}

// field writes a value with its tag and length. No value here reaches 100 characters.
func field(tag, value string) string { return fmt.Sprintf("%s%02d%s", tag, len(value), value) }

// Checksum is CRC-16/CCITT-FALSE: polynomial 0x1021 from 0xFFFF.
func Checksum(text string) uint16 {
	crc := uint16(0xFFFF)
	for i := range len(text) {
		crc ^= uint16(text[i]) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return crc
}

func notPlain(r rune) bool { return r != ' ' && notAlphanumeric(r) }

func notAlphanumeric(r rune) bool {
	return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}
