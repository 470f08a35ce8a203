package accounts

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
)

// How codes are made (RFC 6238 with its defaults, which every authenticator knows).
const (
	stepSeconds = 30
	codeDigits  = 6
	stepsOff    = 1 // that a clock may be off, in either direction
)

// NewSecret makes the secret of an authenticator.
func NewSecret() string {
	raw := make([]byte, 20)
	rand.Read(raw) //nolint:errcheck // never fails
	return base32.StdEncoding.EncodeToString(raw)
}

// FactorURL is what the QR code says that an authenticator reads.
func (s *Service) FactorURL(email, secret string) string {
	q := url.Values{"secret": {secret}, "issuer": {s.issuer}}
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + s.issuer + ":" + email, RawQuery: strings.ReplaceAll(q.Encode(), "+", "%20")}
	return u.String()
}

func stepAt(at time.Time) int64 { return at.Unix() / stepSeconds }

// Code is what an authenticator with that secret shows at a moment.
func Code(secret string, at time.Time) (string, error) { return codeOf(secret, stepAt(at)) }

func codeOf(secret string, step int64) (string, error) {
	return hotp.GenerateCodeCustom(secret, uint64(step), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
}

// stepOf finds the step whose code was typed, later than the last one that was taken.
func stepOf(secret, typed string, after int64, at time.Time) (step int64, ok bool, err error) {
	now := stepAt(at)
	for step := max(now-stepsOff, after+1); step <= now+stepsOff; step++ {
		code, err := codeOf(secret, step)
		if err != nil {
			return 0, false, err
		}
		if subtle.ConstantTimeCompare([]byte(code), []byte(typed)) == 1 {
			return step, true, nil
		}
	}
	return 0, false, nil
}

// plainCode writes a code as it is compared: without what people put between its parts.
func plainCode(typed string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "\u00a0", "", "–", "").Replace(typed))
}

// Enrol sets the authenticator up whose code was typed, and returns eight recovery codes, which are
// shown once. Every device but one is signed out. ErrCode if the code is not one of that secret.
func (s *Service) Enrol(ctx context.Context, person, secret, typed, device string) (codes []string, err error) {
	if err := s.mayGuess(ctx, person); err != nil {
		return nil, err
	}
	step, ok, err := stepOf(secret, plainCode(typed), 0, s.clock())
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrCode
	}
	err = s.changePerson(ctx, person, "account.factor", audit.Said{VI: "đặt bước đăng nhập thứ hai", EN: "set up the second step"}, func(ctx context.Context, tx store.Tx, p *Person) error {
		p.Factor = &Factor{Secret: secret, Since: s.now(), Step: step}
		codes, p.Recovery = newRecovery(p.ID)
		_, err := s.leaveAll(ctx, tx, p.ID, device)
		return err
	})
	if err != nil {
		return nil, err
	}
	return codes, s.forgive(ctx, boundCode, person)
}

// Unenrol takes the second step away.
func (s *Service) Unenrol(ctx context.Context, person string) error {
	return s.changePerson(ctx, person, "account.factor", audit.Said{VI: "bỏ bước đăng nhập thứ hai", EN: "turned the second step off"}, func(_ context.Context, _ store.Tx, p *Person) error {
		p.Factor, p.Recovery = nil, nil
		return nil
	})
}

// NewRecovery makes eight new recovery codes in the place of the old ones.
func (s *Service) NewRecovery(ctx context.Context, person string) (codes []string, err error) {
	err = s.changePerson(ctx, person, "account.recovery", audit.Said{VI: "tạo mã khôi phục mới", EN: "made new recovery codes"}, func(_ context.Context, _ store.Tx, p *Person) error {
		if p.Factor == nil {
			return store.ErrNotFound
		}
		codes, p.Recovery = newRecovery(p.ID)
		return nil
	})
	return codes, err
}

// changePerson changes a person and writes down that it was done.
func (s *Service) changePerson(ctx context.Context, person, action string, what audit.Said, change func(context.Context, store.Tx, *Person) error) error {
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		p, err := persons.Get(ctx, tx, person)
		if err != nil {
			return err
		}
		if err := change(ctx, tx, p); err != nil {
			return err
		}
		if err := s.replacePerson(ctx, tx, p); err != nil {
			return err
		}
		return audit.Append(ctx, tx, s.now(), audit.Entry{Action: action, Object: "person/" + person, Summary: what.VI, SummaryEN: what.EN})
	})
}

// mayGuess counts a try at the codes of a person.
func (s *Service) mayGuess(ctx context.Context, person string) error {
	allowed, err := s.try(ctx, boundCode, person)
	if err == nil && !allowed {
		err = ErrCode
	}
	return err
}

// GiveCode takes a code of the authenticator or a recovery code, each once: ErrCode if it is
// neither, was used, or was guessed at too often, ErrSealed if codes cannot be checked here.
func (s *Service) GiveCode(ctx context.Context, person, typed string) error {
	if err := s.mayGuess(ctx, person); err != nil {
		return err
	}
	typed = plainCode(typed)
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		p, err := persons.Get(ctx, tx, person)
		if err != nil {
			return err
		}
		if p.Factor == nil || s.shut(p) {
			return ErrCode
		}
		if len(typed) == codeDigits {
			return s.takeCode(ctx, tx, p, typed)
		}
		return s.takeRecovery(ctx, tx, p, typed)
	})
	if err != nil {
		return err
	}
	return s.forgive(ctx, boundCode, person)
}

func (s *Service) takeCode(ctx context.Context, tx store.Tx, p *Person, typed string) error {
	secret, err := s.Secret(p)
	if err != nil {
		return err
	}
	step, ok, err := stepOf(secret, typed, p.Factor.Step, s.clock())
	if err != nil {
		return err
	}
	if !ok {
		return ErrCode
	}
	p.Factor.Step = step
	return s.replacePerson(ctx, tx, p)
}

func (s *Service) takeRecovery(ctx context.Context, tx store.Tx, p *Person, typed string) error {
	hash := recoveryHash(p.ID, typed)
	i := slices.IndexFunc(p.Recovery, func(r Recovery) bool { return r.Hash == hash && r.UsedAt.IsZero() })
	if i < 0 {
		return ErrCode
	}
	p.Recovery[i].UsedAt = s.now()
	if err := s.replacePerson(ctx, tx, p); err != nil {
		return err
	}
	return audit.Append(ctx, tx, s.now(), audit.Entry{Action: "account.recovery", Object: "person/" + p.ID,
		Summary:   fmt.Sprintf("đăng nhập bằng mã khôi phục, còn %d mã", p.RecoveryLeft()),
		SummaryEN: fmt.Sprintf("signed in by a recovery code, %d are left", p.RecoveryLeft())})
}

// recoveryCodes is how many recovery codes somebody has, and recoveryLetters how long each is.
const (
	recoveryCodes   = 8
	recoveryLetters = 8
)

// readable are 32 letters and digits of which no two look alike, so that each letter is worth five bits.
const readable = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

func newRecovery(person string) (codes []string, kept []Recovery) {
	for range recoveryCodes {
		raw := make([]byte, recoveryLetters)
		rand.Read(raw) //nolint:errcheck // never fails
		for i, b := range raw {
			raw[i] = readable[int(b)%len(readable)]
		}
		code := string(raw)
		codes = append(codes, code[:4]+"-"+code[4:])
		kept = append(kept, Recovery{Hash: recoveryHash(person, code)})
	}
	return codes, kept
}

func recoveryHash(person, code string) string { return digest("recovery", person+"\n"+code) }

// RecoveryLeft is how many recovery codes were not used.
func (p *Person) RecoveryLeft() int {
	n := 0
	for _, r := range p.Recovery {
		if r.UsedAt.IsZero() {
			n++
		}
	}
	return n
}
