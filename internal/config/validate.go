package config

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/internal/mail"
	"github.com/ocopmarket/ocop/internal/seal"
)

// indexName is what Meilisearch takes for one.
var indexName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// accountNumber is what a VietQR code can carry.
var accountNumber = regexp.MustCompile(`^[A-Za-z0-9]{1,19}$`)

// Validate returns nil, or an error with a line for every setting that is wrong: which, why, and what to do.
func (s *Settings) Validate() error {
	var v verdict
	v.listen("OCOP_ADDR", s.Addr)
	v.listen("OCOP_ADMIN_ADDR", s.AdminAddr)
	v.listen("OCOP_REGISTRY_ADDR", s.RegistryAddr)
	v.web("OCOP_PUBLIC_URL", s.PublicURL)
	v.web("OCOP_MEILI_URL", s.MeiliURL)
	v.web("OCOP_REGISTRY_URL", s.RegistryURL)
	v.check(s.Data != "", "OCOP_DATA", "is empty; name a folder")
	v.check(s.SiteName != "", "OCOP_SITE_NAME", "is empty; name the site")
	v.check(s.MongoDBURI == "" || strings.HasPrefix(s.MongoDBURI, "mongodb://") || strings.HasPrefix(s.MongoDBURI, "mongodb+srv://"),
		"OCOP_MONGODB_URI", "must begin with mongodb:// or mongodb+srv://")
	v.check((s.MeiliURL == "") == (s.MeiliKey == ""), "OCOP_MEILI_KEY", "goes with OCOP_MEILI_URL: set both or neither")
	v.check(indexName.MatchString(s.MeiliIndex), "OCOP_MEILI_INDEX", fmt.Sprintf("is %q; a name has 1 to 64 letters, digits, - and _", s.MeiliIndex))
	s.validateS3(&v)
	s.validateRegistry(&v)
	s.validateMail(&v)
	s.validateBank(&v)
	for _, cidr := range s.TrustedProxies {
		_, err := netip.ParsePrefix(cidr)
		v.check(err == nil, "OCOP_TRUSTED_PROXIES", fmt.Sprintf("%q is no network; write it like 10.0.0.0/8", cidr))
	}
	v.oneOf("OCOP_DEMO_ACCOUNTS", s.DemoAccounts, "auto", "on", "off")
	_, err := seal.Parse(s.SecretKey)
	v.check(err == nil, "OCOP_SECRET_KEY", "is no key: 32 bytes in base64, 44 characters, such as `openssl rand -base64 32` prints; two are separated by a comma")
	v.web("OCOP_OIDC_ISSUER", s.OIDCIssuer)
	v.check((s.OIDCIssuer == "") == (s.OIDCClientID == "") && (s.OIDCIssuer == "") == (s.OIDCClientSecret == ""),
		"OCOP_OIDC_ISSUER", "goes with OCOP_OIDC_CLIENT_ID and OCOP_OIDC_CLIENT_SECRET: set all three or none")
	v.oneOf("OCOP_LIMITS", s.Limits, "on", "off")
	v.oneOf("OCOP_LOG_FORMAT", s.LogFormat, "text", "json")
	v.oneOf("OCOP_LOG_LEVEL", s.LogLevel, "debug", "info", "warn", "error")
	return errors.Join(v.wrong...)
}

func (s *Settings) validateS3(v *verdict) {
	parts := map[string]string{"OCOP_S3_ENDPOINT": s.S3Endpoint, "OCOP_S3_BUCKET": s.S3Bucket, "OCOP_S3_ACCESS_KEY": s.S3AccessKey, "OCOP_S3_SECRET_KEY": s.S3SecretKey}
	var missing []string
	for name, value := range parts {
		if value == "" {
			missing = append(missing, name)
		}
	}
	slices.Sort(missing)
	if len(missing) > 0 && len(missing) < len(parts) {
		v.add(strings.Join(missing, ", "), "is missing: an S3 store needs all four settings")
	}
}

func (s *Settings) validateRegistry(v *verdict) {
	v.oneOf("OCOP_REGISTRY_KIND", s.RegistryKind, "feed", "national")
	if s.RegistryURL != "" && s.RegistryKind == "feed" && s.RegistryKey == "" {
		v.add("OCOP_REGISTRY_KEY", "is missing: records of a feed are believed only by its public key")
	}
	if s.RegistryKey != "" {
		key, err := base64.RawURLEncoding.DecodeString(s.RegistryKey)
		v.check(err == nil && len(key) == 32, "OCOP_REGISTRY_KEY", "is no public key: 32 bytes in base64url without padding, 43 characters")
	}
	v.check(s.RegistryEvery >= time.Second, "OCOP_REGISTRY_EVERY", "must be at least 1s")
	v.check(s.RegistrySilence >= time.Minute, "OCOP_REGISTRY_SILENCE", "must be at least 1m")
	v.check(s.RegistryMinChange >= 1, "OCOP_REGISTRY_MIN_CHANGE", "must be at least 1")
	v.check(s.RegistryMaxChange > 0 && s.RegistryMaxChange <= 1, "OCOP_REGISTRY_MAX_CHANGE", "must be a share above 0 and at most 1, such as 0.05")
}

func (s *Settings) validateMail(v *verdict) {
	_, err := mail.ParseFrom(s.MailFrom)
	v.check(err == nil, "OCOP_MAIL_FROM", "is no sender; write it like Chợ Sao <no-reply@example.vn>")
	if s.OperatorMail != "" {
		_, err := mail.ParseFrom(s.OperatorMail)
		v.check(err == nil, "OCOP_OPERATOR_MAIL", "is no address; write it like money@example.vn")
	}
	if s.SMTPURL != "" {
		_, err := mail.ParseServer(s.SMTPURL)
		v.check(err == nil, "OCOP_SMTP_URL", fmt.Sprintf("cannot be used: %v", err))
	}
}

func (s *Settings) validateBank(v *verdict) {
	set := s.BankBIN != "" || s.BankAccount != "" || s.BankHolder != ""
	whole := s.BankBIN != "" && s.BankAccount != "" && s.BankHolder != ""
	v.check(set == whole, "OCOP_BANK_BIN, OCOP_BANK_ACCOUNT, OCOP_BANK_HOLDER", "go together: set all three or none")
	v.check(s.BankBIN == "" || digits(s.BankBIN, 6, 6), "OCOP_BANK_BIN", "must be the 6 digits of a Vietnamese bank")
	v.check(s.BankAccount == "" || accountNumber.MatchString(s.BankAccount), "OCOP_BANK_ACCOUNT", "must be at most 19 letters and digits, without spaces")
	v.check(s.Hold >= time.Minute, "OCOP_HOLD", "must be at least 1m")
}

func digits(text string, least, most int) bool {
	return len(text) >= least && len(text) <= most && !strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}

// verdict gathers what is wrong.
type verdict struct{ wrong []error }

func (v *verdict) add(setting, what string) {
	v.wrong = append(v.wrong, fmt.Errorf("%s %s", setting, what))
}

func (v *verdict) check(ok bool, setting, what string) {
	if !ok {
		v.add(setting, what)
	}
}

func (v *verdict) oneOf(setting, value string, allowed ...string) {
	v.check(slices.Contains(allowed, value), setting, fmt.Sprintf("is %q; it must be %s", value, strings.Join(allowed, " or ")))
}

func (v *verdict) listen(setting, address string) {
	_, port, err := net.SplitHostPort(address)
	n, convErr := strconv.Atoi(port)
	v.check(err == nil && convErr == nil && n >= 0 && n <= 65535, setting, fmt.Sprintf("is %q; write host:port, such as 127.0.0.1:8080, or port 0 for a free one", address))
}

func (v *verdict) web(setting, address string) {
	if address == "" {
		return
	}
	u, err := url.Parse(address)
	ok := err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.RawQuery == "" && u.Fragment == ""
	v.check(ok, setting, fmt.Sprintf("is %q; write a web address, such as https://cho.example.vn", address))
}
