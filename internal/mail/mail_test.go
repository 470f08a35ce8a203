package mail

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func sender(t *testing.T) From {
	f, err := ParseFrom("Chợ Sao <noreply@chosao.example>")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func letter() Message {
	return Message{Key: "order-placed:OC-7K3M", To: "Nguyễn Văn Thử <thu@example.vn>", Subject: "Đơn hàng OC-7K3M đã nhận",
		Text: "Cảm ơn bạn.\n.\nMột dòng chỉ có dấu chấm ở trên.", HTML: "<p>Cảm ơn bạn.</p>"}
}

func fixed() time.Time { return time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC) }

func TestFolderWritesALetterOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mail")
	f, err := NewFolder(dir, sender(t), fixed)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := f.Send(t.Context(), letter()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	files, _ := os.ReadDir(dir)
	if len(files) != 1 {
		t.Fatalf("%d files %v, want one", len(files), files)
	}
	if name := files[0].Name(); !strings.HasPrefix(name, "order-placed-OC-7K3M-") || !strings.HasSuffix(name, ".eml") {
		t.Errorf("file name %s", name)
	}
	checkLetter(t, filepath.Join(dir, files[0].Name()))
	other := letter()
	other.Key = "order-cancelled:OC-7K3M"
	if err := f.Send(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	if files, _ = os.ReadDir(dir); len(files) != 2 {
		t.Errorf("%d files after another key, want 2", len(files))
	}
}

func checkLetter(t *testing.T, file string) {
	t.Helper()
	r, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	msg, err := netmail.ReadMessage(r)
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject"))
	if err != nil || subject != letter().Subject {
		t.Errorf("subject %q, %v", subject, err)
	}
	if got, want := msg.Header.Get("Message-Id"), "<"+letter().hash()+"@chosao.example>"; got != want {
		t.Errorf("message id %s, want %s", got, want)
	}
	if date, err := msg.Header.Date(); err != nil || !date.Equal(fixed()) {
		t.Errorf("date %v, %v", date, err)
	}
	to, err := msg.Header.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Address != "thu@example.vn" || to[0].Name != "Nguyễn Văn Thử" {
		t.Errorf("to %v, %v", to, err)
	}
	if kind, _, _ := mime.ParseMediaType(msg.Header.Get("Content-Type")); kind != "multipart/alternative" {
		t.Errorf("content type %s", kind)
	}
}

func TestWhatCannotBeALetterIsRefusedForGood(t *testing.T) {
	f, err := NewFolder(t.TempDir(), sender(t), fixed)
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Message){
		"no key":            func(m *Message) { m.Key = "" },
		"no address":        func(m *Message) { m.To = "thu" },
		"two addresses":     func(m *Message) { m.To = "a@example.vn, b@example.vn" },
		"injected header":   func(m *Message) { m.Subject = "x\r\nBcc: all@example.vn" },
		"injected receiver": func(m *Message) { m.To = "a@example.vn\r\nBcc: all@example.vn" },
	} {
		m := letter()
		spoil(&m)
		if err := f.Send(t.Context(), m); !errors.Is(err, ErrPermanent) {
			t.Errorf("%s: %v, want ErrPermanent", name, err)
		}
	}
}

func TestParseServer(t *testing.T) {
	for in, want := range map[string]Server{
		"smtp://u:p%40ss@mail.example.vn":        {Host: "mail.example.vn", Port: 587, User: "u", Password: "p@ss"},
		"smtps://u:p@mail.example.vn":            {Host: "mail.example.vn", Port: 465, User: "u", Password: "p", Implicit: true},
		"smtp://127.0.0.1:2525":                  {Host: "127.0.0.1", Port: 2525, Plain: true},
		"smtp://relay.example.vn:25?tls=off":     {Host: "relay.example.vn", Port: 25, Plain: true},
		"smtp://u:p@relay.example.vn:25?tls=off": {},
		"smtp://host:99999":                      {},
		"http://host":                            {},
		"smtp://":                                {},
		"mail.example.vn":                        {},
		"smtp://u:%zz@host":                      {},
	} {
		got, err := ParseServer(in)
		if (err == nil) != (want.Host != "") || got != want {
			t.Errorf("ParseServer(%s) = %+v, %v; want %+v", in, got, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "%zz") {
			t.Errorf("ParseServer(%s) tells the password: %v", in, err)
		}
	}
}

// fake is an SMTP server that answers each command as told.
type fake struct {
	net.Listener
	answers map[string]string        // by command; 250 otherwise
	delay   map[string]time.Duration // before the answer
	mu      sync.Mutex
	got     []string // messages taken over
	at      chan string
}

func serve(t *testing.T, f *fake) Server {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f.Listener, f.at = l, make(chan string, 100)
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { defer c.Close(); f.talk(c) })
		}
	})
	t.Cleanup(func() { l.Close(); wg.Wait() })
	srv, err := ParseServer("smtp://" + l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return srv
}

func (f *fake) talk(c net.Conn) {
	in := bufio.NewReader(c)
	fmt.Fprint(c, "220 fake\r\n")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		verb := strings.ToUpper(strings.Fields(line + " x")[0])
		f.at <- verb
		time.Sleep(f.delay[verb])
		answer := f.answers[verb]
		switch {
		case answer == "drop":
			return
		case answer != "":
			fmt.Fprint(c, answer+"\r\n")
		case verb == "DATA":
			fmt.Fprint(c, "354 go on\r\n")
			if !f.data(c, in) {
				return
			}
		default:
			fmt.Fprint(c, "250 fine\r\n")
		}
	}
}

func (f *fake) data(c net.Conn, in *bufio.Reader) bool {
	var b strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		b.WriteString(line)
	}
	f.at <- "END"
	time.Sleep(f.delay["END"])
	f.mu.Lock()
	f.got = append(f.got, b.String())
	f.mu.Unlock()
	_, err := io.WriteString(c, "250 taken\r\n")
	return err == nil
}

func TestSMTPHandsOver(t *testing.T) {
	f := &fake{}
	s := NewSMTP(serve(t, f), sender(t), fixed)
	if err := s.Send(t.Context(), letter()); err != nil {
		t.Fatal(err)
	}
	if len(f.got) != 1 || !strings.Contains(f.got[0], letter().hash()+"@chosao.example") {
		t.Errorf("the server got %q", f.got)
	}
}

func TestSMTPTellsPermanentFromPassing(t *testing.T) {
	for name, tt := range map[string]struct {
		answers   map[string]string
		permanent bool
		ok        bool
	}{
		"no such user":             {map[string]string{"RCPT": "550 5.1.1 no such user thu@example.vn"}, true, false},
		"mailbox busy":             {map[string]string{"RCPT": "450 4.2.1 later"}, false, false},
		"content refused":          {map[string]string{"DATA": "554 5.7.1 no"}, true, false},
		"sender refused":           {map[string]string{"MAIL": "550 5.7.1 who are you"}, false, false},
		"dropped":                  {map[string]string{"RCPT": "drop"}, false, false},
		"dropped after acceptance": {map[string]string{"RSET": "drop"}, false, true},
		"rude farewell":            {map[string]string{"QUIT": "drop"}, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := NewSMTP(serve(t, &fake{answers: tt.answers}), sender(t), fixed)
			err := s.Send(t.Context(), letter())
			if (err == nil) != tt.ok || errors.Is(err, ErrPermanent) != tt.permanent {
				t.Errorf("got %v, want permanent %v, success %v", err, tt.permanent, tt.ok)
			}
			if err != nil && strings.Contains(err.Error(), "thu@") {
				t.Errorf("the error holds an address: %v", err)
			}
		})
	}
}

func TestSMTPIsBoundedAndFinishesWhatItBegan(t *testing.T) {
	gone := NewSMTP(Server{Host: "127.0.0.1", Port: 1, Plain: true}, sender(t), fixed)
	if err := gone.Send(t.Context(), letter()); err == nil || errors.Is(err, ErrPermanent) {
		t.Errorf("nobody listens: %v, want a passing error", err)
	}
	hanging := NewSMTP(serve(t, &fake{delay: map[string]time.Duration{"RCPT": 2 * time.Second}}), sender(t), fixed)
	hanging.timeout = 200 * time.Millisecond
	began := time.Now()
	if err := hanging.Send(t.Context(), letter()); err == nil || errors.Is(err, ErrPermanent) {
		t.Errorf("a server that hangs: %v, want a passing error", err)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("a server that hangs held us for %s", took)
	}
	slow := &fake{delay: map[string]time.Duration{"END": 300 * time.Millisecond}}
	s := NewSMTP(serve(t, slow), sender(t), fixed)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan error)
	go func() { done <- s.Send(ctx, letter()) }()
	for verb := range slow.at {
		if verb == "END" {
			cancel()
			break
		}
	}
	if err := <-done; err != nil {
		t.Errorf("a stop cut off a message that was on its way: %v", err)
	}
}
