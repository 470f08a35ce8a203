// Package config holds what an operator may set, by flags and environment, and
// says all that is wrong with it at once. What is not set has a default with
// which the whole market runs on one machine.
package config

import (
	"net/url"
	"strings"
	"time"
)

// Role is what a process does.
type Role string

// The roles.
const (
	All    Role = "all"    // pages and work in the background
	Web    Role = "web"    // pages alone
	Worker Role = "worker" // work in the background alone
)

// Settings are everything that can be set.
type Settings struct {
	Addr      string `help:"Where the site listens; port 0 takes a free one." env:"OCOP_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	AdminAddr string `help:"Where metrics, profiles and commands are answered; keep it private." env:"OCOP_ADMIN_ADDR" default:"127.0.0.1:9090" placeholder:"HOST:PORT"`
	Data      string `help:"Folder of all data." env:"OCOP_DATA" default:"./data" placeholder:"DIR" type:"path"`
	PublicURL string `help:"Where the world finds the site; that of the site's address if not set." env:"OCOP_PUBLIC_URL" placeholder:"URL"`
	SiteName  string `help:"What the site is called." env:"OCOP_SITE_NAME" default:"Chợ Sao"`

	MongoDBURI string `help:"MongoDB replica set or sharded cluster to keep documents in, instead of SQLite." env:"OCOP_MONGODB_URI" name:"mongodb-uri" placeholder:"URI"`
	MeiliURL   string `help:"Meilisearch to search with, instead of the index in the process." env:"OCOP_MEILI_URL" placeholder:"URL"`
	MeiliKey   string `help:"Its key, which may search and change indexes." env:"OCOP_MEILI_KEY" placeholder:"KEY"`
	MeiliIndex string `help:"Name of its index, so that several markets can share a server." env:"OCOP_MEILI_INDEX" default:"products" placeholder:"NAME"`

	S3Endpoint  string `help:"S3-compatible store to keep photos in, instead of a folder." env:"OCOP_S3_ENDPOINT" name:"s3-endpoint" placeholder:"URL"`
	S3Bucket    string `help:"Its bucket, made if missing." env:"OCOP_S3_BUCKET" name:"s3-bucket"`
	S3AccessKey string `help:"Its access key." env:"OCOP_S3_ACCESS_KEY" name:"s3-access-key"`
	S3SecretKey string `help:"Its secret key." env:"OCOP_S3_SECRET_KEY" name:"s3-secret-key"`

	RegistryURL       string        `help:"Registry to pull certificates from, instead of the reference registry." env:"OCOP_REGISTRY_URL" placeholder:"URL"`
	RegistryKind      string        `help:"Its dialect: feed (our contract) or national (the public product API)." env:"OCOP_REGISTRY_KIND" default:"feed"`
	RegistryKey       string        `help:"Public key of the feed: 32 bytes in base64url. The reference registry prints its own." env:"OCOP_REGISTRY_KEY" placeholder:"KEY"`
	RegistryAddr      string        `help:"Where the reference registry listens." env:"OCOP_REGISTRY_ADDR" default:"127.0.0.1:8090" placeholder:"HOST:PORT"`
	RegistryEvery     time.Duration `help:"Time between two pulls." env:"OCOP_REGISTRY_EVERY" default:"5m"`
	RegistrySilence   time.Duration `help:"Time after which a silent registry's certificates count as unknown." env:"OCOP_REGISTRY_SILENCE" default:"72h"`
	RegistryMinChange int           `help:"Products of a province, however small, that a pull may do that to without waiting." env:"OCOP_REGISTRY_MIN_CHANGE" default:"3"`
	RegistryMaxChange float64       `help:"Share of a province's products whose stars a pull may take or change before it waits for an officer." env:"OCOP_REGISTRY_MAX_CHANGE" default:"0.05"`

	SMTPURL  string `help:"Server to send mail through, as smtp://user:password@host:587; mail goes to a folder if not set." env:"OCOP_SMTP_URL" name:"smtp-url" placeholder:"URL"`
	MailFrom string `help:"Sender of all mail." env:"OCOP_MAIL_FROM" default:"Chợ Sao <no-reply@localhost>"`

	OperatorMail string `help:"Address of those who look after money that does not fit: late, too little, too much." env:"OCOP_OPERATOR_MAIL" placeholder:"ADDRESS"`

	BankBIN     string        `help:"BIN of the bank that transfers go to; with demonstration data there is an account that takes none." env:"OCOP_BANK_BIN" name:"bank-bin" placeholder:"6 DIGITS"`
	BankAccount string        `help:"Number of the account." env:"OCOP_BANK_ACCOUNT"`
	BankHolder  string        `help:"Holder of the account." env:"OCOP_BANK_HOLDER"`
	Hold        time.Duration `help:"Time for which goods are held for a transfer." env:"OCOP_HOLD" default:"30m"`

	DemoAccounts string `help:"auto lets accounts of the demonstration data in unless others reach the site; on or off whatever the address." env:"OCOP_DEMO_ACCOUNTS" default:"auto"`

	SecretKey string `help:"Key that seals the secrets of authenticators in the store: 32 bytes in base64; a second one after a comma is still accepted. With SQLite it is made in the data folder." env:"OCOP_SECRET_KEY" placeholder:"KEY"`

	OIDCIssuer       string `help:"Provider of identities by which people of agencies sign in (OpenID Connect)." env:"OCOP_OIDC_ISSUER" name:"oidc-issuer" placeholder:"URL"`
	OIDCClientID     string `help:"What it calls this site." env:"OCOP_OIDC_CLIENT_ID" name:"oidc-client-id"`
	OIDCClientSecret string `help:"The secret it gave this site." env:"OCOP_OIDC_CLIENT_SECRET" name:"oidc-client-secret"`

	Backups        int      `help:"How many nightly backups to keep in the data folder; 0 makes none." env:"OCOP_BACKUPS" default:"7" placeholder:"N"`
	Limits         string   `help:"on, or off for benchmarks: how often one address may ask." env:"OCOP_LIMITS" default:"on"`
	TrustedProxies []string `help:"Networks whose X-Forwarded-For is believed, as 10.0.0.0/8." env:"OCOP_TRUSTED_PROXIES" placeholder:"CIDR"`
	LogFormat      string   `help:"text or json." env:"OCOP_LOG_FORMAT" default:"text"`
	LogLevel       string   `help:"debug, info, warn or error." env:"OCOP_LOG_LEVEL" default:"info"`
}

// Reference reports whether the reference registry stands in for a real one.
func (s *Settings) Reference() bool { return s.RegistryURL == "" }

// loopback reports whether an address is reached from this machine alone.
func loopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := u.Hostname()
	return host == "localhost" || strings.HasPrefix(host, "127.") || host == "::1"
}

// Public reports whether the site has an address that others reach.
func (s *Settings) Public() bool { return s.PublicURL != "" && !loopback(s.PublicURL) }

// DemoAllowed reports whether accounts of the demonstration data may come in.
func (s *Settings) DemoAllowed() bool {
	return s.DemoAccounts == "on" || s.DemoAccounts == "auto" && !s.Public()
}
