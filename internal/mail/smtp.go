package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Server is where and how to hand over mail.
type Server struct {
	Host     string
	Port     int
	User     string
	Password string
	Implicit bool // TLS from the first byte
	Plain    bool // no TLS at all
}

// ParseServer reads smtps://user:password@host:465 (TLS from the start) or
// smtp://user:password@host:587 (STARTTLS required). Without TLS, which
// only ?tls=off or a loopback address allows, no password is ever sent.
func ParseServer(s string) (Server, error) {
	u, err := url.Parse(s)
	if err != nil {
		return Server{}, errors.New("mail: not an address of the form smtp://user:password@host:587") // the text may hold a password
	}
	if u.Scheme != "smtp" && u.Scheme != "smtps" || u.Hostname() == "" {
		return Server{}, errors.New("mail: not an address of the form smtp://user:password@host:587 or smtps://user:password@host:465")
	}
	srv := Server{Host: u.Hostname(), Port: 587, User: u.User.Username(), Implicit: u.Scheme == "smtps"}
	srv.Password, _ = u.User.Password()
	if srv.Implicit {
		srv.Port = 465
	}
	if p := u.Port(); p != "" {
		if srv.Port, err = strconv.Atoi(p); err != nil || srv.Port < 1 || srv.Port > 65535 {
			return Server{}, fmt.Errorf("mail: port %q is not between 1 and 65535", p)
		}
	}
	ip := net.ParseIP(srv.Host)
	srv.Plain = !srv.Implicit && (u.Query().Get("tls") == "off" || ip.IsLoopback() || srv.Host == "localhost")
	if srv.Plain && srv.User != "" {
		return Server{}, errors.New("mail: a password is not sent without TLS; use smtps:// or a server that does STARTTLS")
	}
	return srv, nil
}

// SMTP hands messages over to a server, each on a connection of its own.
type SMTP struct {
	server  Server
	from    From
	now     func() time.Time
	timeout time.Duration // for connecting, and again for handing over
	grace   time.Duration // to finish a message after being told to stop
}

// NewSMTP returns a sender to that server.
func NewSMTP(server Server, from From, now func() time.Time) *SMTP {
	return &SMTP{server: server, from: from, now: now, timeout: 30 * time.Second, grace: 4 * time.Second}
}

// Send returns nil once the server has taken the message over. When ctx ends
// while a message is on its way, it has a few seconds to get there, since one
// that is cut off half-way may be sent twice.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	msg, err := s.from.compose(m, s.now())
	if err != nil {
		return err
	}
	var conn net.Conn
	client, err := s.client(func(c net.Conn) { conn = c })
	if err != nil {
		return fmt.Errorf("send mail: %w", err)
	}
	if err := client.DialWithContext(ctx); err != nil {
		if conn != nil {
			_ = conn.Close()
		}
		return fmt.Errorf("send mail: connect to %s: %w", s.server.Host, err)
	}
	defer hangUp(client, conn)
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Now().Add(s.grace)) })
	defer stop()
	if err := client.Send(msg); err != nil && !msg.IsDelivered() {
		return classify(err)
	}
	return nil
}

// hangUp says goodbye. Its error says nothing about the message, and the client
// leaves the connection open when the server's answer is not the usual one.
func hangUp(client *gomail.Client, conn net.Conn) {
	_ = conn.SetDeadline(time.Now().Add(2 * time.Second))
	_ = client.Close()
	_ = conn.Close()
}

// classify tells refusals of this message or recipient for good from everything else.
func classify(err error) error {
	var e *gomail.SendError
	if errors.As(err, &e) && e.ErrorCode() >= 500 && concernsMessage(e.Reason) {
		return fmt.Errorf("%w: %s, code %d %s", ErrPermanent, e.Reason, e.ErrorCode(), e.EnhancedStatusCode())
	}
	if errors.As(err, &e) { // its text would hold the recipient's address
		return fmt.Errorf("send mail: %s, code %d %s", e.Reason, e.ErrorCode(), e.EnhancedStatusCode())
	}
	return fmt.Errorf("send mail: %w", err)
}

// concernsMessage: a refusal of the sender is a matter of configuration, and may be mended.
func concernsMessage(r gomail.SendErrReason) bool {
	return r == gomail.ErrSMTPRcptTo || r == gomail.ErrSMTPData || r == gomail.ErrSMTPDataClose
}

func (s *SMTP) client(opened func(net.Conn)) (*gomail.Client, error) {
	opts := []gomail.Option{
		gomail.WithPort(s.server.Port),
		gomail.WithTimeout(s.timeout),
		gomail.WithDialContextFunc(s.dialer(opened)),
		gomail.WithoutNoop(),
	}
	switch {
	case s.server.Implicit:
		opts = append(opts, gomail.WithSSL())
	case s.server.Plain:
		opts = append(opts, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.server.User != "" {
		// All of these are safe, since ParseServer allows a user with TLS only.
		opts = append(opts, gomail.WithUsername(s.server.User), gomail.WithPassword(s.server.Password),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin))
	}
	return gomail.NewClient(s.server.Host, opts...)
}

func (s *SMTP) dialer(opened func(net.Conn)) gomail.DialContextFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		dial := (&net.Dialer{}).DialContext
		if s.server.Implicit {
			dial = (&tls.Dialer{Config: &tls.Config{ServerName: s.server.Host, MinVersion: tls.VersionTLS12}}).DialContext
		}
		c, err := dial(ctx, network, address)
		if err == nil {
			opened(c)
		}
		return c, err
	}
}
