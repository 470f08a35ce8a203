package letter_test

import (
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/internal/mail/letter"
)

func note() letter.Note {
	return letter.Note{
		Frame: letter.Frame{Site: letter.Site{Name: "Chợ Sao", URL: "https://chosao.example"}, Subject: "Ba tin\nmới", Title: "Hôm nay"},
		Say:   []string{"Xin chào <b>bà Âu</b>."}, Code: "7KM4", Button: letter.Link{Label: "Mở", URL: "https://chosao.example/a?b=1&c=2"},
		Parts: []letter.Part{{Heading: "Kho", Items: []letter.Item{{Text: "Chả mực còn 4 hộp", Say: "Hết trong hôm nay.", When: "10:20", URL: "javascript:alert(1)"}}}},
	}
}

func TestANoteIsTextInBothForms(t *testing.T) {
	m, err := note().Message("k", "au@example.vn")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"CHỢ SAO\n\nHôm nay\n\nXin chào <b>bà Âu</b>.\n", "    7KM4\n", "Mở:\nhttps://chosao.example/a?b=1&c=2\n", "KHO\n  Chả mực còn 4 hộp\n    Hết trong hôm nay.\n    10:20\n", "\n-- \nThư tự động."} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("the text lacks %q:\n%s", want, m.Text)
		}
	}
	for _, want := range []string{`<html lang="vi"`, "Xin chào &lt;b&gt;bà Âu&lt;/b&gt;.", `href="https://chosao.example/a?b=1&amp;c=2"`, "chợ của sản phẩm OCOP"} {
		if !strings.Contains(m.HTML, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(m.HTML, "javascript:") {
		t.Error("an address that runs something got through")
	}
	if m.Subject != "Ba tin mới" || m.Key != "k" || m.To != "au@example.vn" {
		t.Errorf("got %q to %q under %q", m.Subject, m.To, m.Key)
	}
}

func TestALetterSpeaksTheLanguageOfWhoReads(t *testing.T) {
	n := note()
	n.Lang = "en"
	m, err := n.Message("k", "au@example.vn")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(m.HTML, `<html lang="en"`) || !strings.Contains(m.HTML, "the market of OCOP products") || !strings.Contains(m.Text, "None of us will ever ask") {
		t.Errorf("not English:\n%s", m.Text)
	}
	if got := n.Path("/tai-khoan"); got != "https://chosao.example/en/tai-khoan" {
		t.Errorf("path: %s", got)
	}
}

func TestLongWordsAndLinesWrap(t *testing.T) {
	for _, tt := range []struct {
		indent     int
		text, want string
	}{
		{0, "", ""},
		{2, "a  b\nc", "  a b c"},
		{0, strings.Repeat("x", 69) + " yy", strings.Repeat("x", 69) + "\nyy"},
		{0, strings.Repeat("x", 67) + " yy", strings.Repeat("x", 67) + " yy"},
	} {
		if got := letter.Wrap(tt.indent, tt.text); got != tt.want {
			t.Errorf("Wrap(%d, %q) = %q, want %q", tt.indent, tt.text, got, tt.want)
		}
	}
}
