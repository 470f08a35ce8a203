package orders

import (
	"crypto/rand"
	"strconv"
	"strings"
)

// alphabet leaves out one of everything that is read for something else: 0 and
// O, 1 and I and L are out, and so are Z (2), S (5), B (8) and U (V). Eight letters of 27 make 38 bits.
const alphabet = "23456789ACDEFGHJKMNPQRTVWXY"

const codeLetters = 8

// newCode returns a random code, "OC-7KM4-XQ2P".
func newCode() string {
	letters := make([]byte, 0, codeLetters)
	random := make([]byte, 4*codeLetters)
	for len(letters) < codeLetters {
		_, _ = rand.Read(random) // never fails
		for _, b := range random {
			if i := int(b & 31); i < len(alphabet) && len(letters) < codeLetters { // none is likelier than another
				letters = append(letters, alphabet[i])
			}
		}
	}
	return codeOf(string(letters))
}

func codeOf(letters string) string { return "OC-" + letters[:4] + "-" + letters[4:] }

// purposeOf is a code as a bank transfer carries it: banks drop dashes.
func purposeOf(code string) string { return strings.ReplaceAll(code, "-", "") }

// misread maps what people write for a letter of the alphabet.
var misread = strings.NewReplacer("Z", "2", "S", "5", "B", "8", "U", "V")

// ParseCode reads a code as people type it: any case, with or without dashes
// and spaces, look-alikes forgiven. number is that of one order, 0 for the whole checkout.
func ParseCode(text string) (checkout string, number int, ok bool) {
	plain := strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '\u00a0' || r == '\u2013' {
			return -1
		}
		return r
	}, strings.ToUpper(text))
	letters, found := strings.CutPrefix(plain, "OC")
	if !found || len(letters) < codeLetters || len(letters) > codeLetters+3 {
		return "", 0, false
	}
	if rest := letters[codeLetters:]; rest != "" {
		n, err := strconv.Atoi(rest)
		if err != nil || n < 1 || rest[0] == '0' || rest[0] == '+' {
			return "", 0, false
		}
		number = n
	}
	letters = misread.Replace(letters[:codeLetters])
	if strings.ContainsFunc(letters, func(r rune) bool { return !strings.ContainsRune(alphabet, r) }) {
		return "", 0, false
	}
	return codeOf(letters), number, true
}

// orderCode is the code of one order of a checkout, numbered from 1.
func orderCode(checkout string, number int) string { return checkout + "-" + strconv.Itoa(number) }
