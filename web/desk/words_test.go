package desk

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/web"
)

var (
	// called finds where a template chooses between the languages, and both what it chooses between.
	called = regexp.MustCompile(`(?:\{\{-?\s*|\(|\s)t (["` + "`" + `])`)
	both   = regexp.MustCompile(`(?:\{\{-?\s*|\(|\s)t (?:"((?:[^"\\]|\\.)*)"|` + "`([^`]*)`" + `) (?:"((?:[^"\\]|\\.)*)"|` + "`([^`]*)`" + `)`)
	verbs  = regexp.MustCompile(`%[-+]?\d*[a-z]`)
)

// TestEveryTextStandsInBothLanguages reads the templates of all rooms: neither language may lack a sentence, or a value in it.
func TestEveryTextStandsInBothLanguages(t *testing.T) {
	texts := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".html" || strings.Contains(path, "node_modules") || strings.HasPrefix(path, "../templates") {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		found := both.FindAllStringSubmatch(string(source), -1)
		if calls := len(called.FindAllString(string(source), -1)); calls != len(found) {
			t.Errorf("%s: %d choices of language, %d of them with both texts", path, calls, len(found))
		}
		for _, m := range found {
			texts++
			vi, en := m[1]+m[2], m[3]+m[4]
			if strings.TrimSpace(vi) == "" || strings.TrimSpace(en) == "" {
				t.Errorf("%s: %q and %q", path, vi, en)
			}
			if a, b := len(verbs.FindAllString(vi, -1)), len(verbs.FindAllString(en, -1)); a != b {
				t.Errorf("%s: %d values in %q, %d in %q", path, a, vi, b, en)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if texts < 500 {
		t.Errorf("only %d texts were found", texts)
	}
}

func TestAge(t *testing.T) {
	now := time.Date(2026, 11, 22, 3, 42, 0, 0, time.UTC)
	for _, tt := range []struct {
		ago    time.Duration
		vi, en string
	}{
		{30 * time.Second, "vừa xong", "just now"},
		{time.Minute, "1 phút", "1 minute"},
		{3 * time.Hour, "3 giờ", "3 hours"},
		{25 * time.Hour, "1 ngày", "1 day"},
		{59 * 24 * time.Hour, "59 ngày", "59 days"},
		{90 * 24 * time.Hour, "3 tháng", "3 months"},
		{800 * 24 * time.Hour, "2 năm", "2 years"},
	} {
		if got := Age(web.VI, now.Add(-tt.ago), now); got != tt.vi {
			t.Errorf("%s: %q, want %q", tt.ago, got, tt.vi)
		}
		if got := Age(web.EN, now.Add(-tt.ago), now); got != tt.en {
			t.Errorf("%s: %q, want %q", tt.ago, got, tt.en)
		}
	}
}

func TestWorkingTime(t *testing.T) {
	for d, want := range map[time.Duration][2]string{
		30 * time.Minute: {"0 giờ", "0 hours"}, time.Hour: {"1 giờ", "1 hour"}, 17*time.Hour + 59*time.Minute: {"17 giờ", "17 hours"}, 18 * time.Hour: {"2 ngày", "2 days"}, 28 * time.Hour: {"3 ngày 1 giờ", "3 days 1 hour"},
	} {
		if vi, en := WorkingTime(web.VI, d), WorkingTime(web.EN, d); vi != want[0] || en != want[1] {
			t.Errorf("%s: %q, %q; want %v", d, vi, en, want)
		}
	}
}

func TestWait(t *testing.T) {
	now := time.Date(2026, 11, 22, 3, 42, 0, 0, time.UTC)
	for d, want := range map[time.Duration][2]string{
		37*time.Hour + 18*time.Minute: {"1 ngày 13 giờ", "1 day 13 hours"}, 48 * time.Hour: {"2 ngày", "2 days"}, time.Hour + 59*time.Second: {"1 giờ 1 phút", "1 hour 1 minute"},
		90 * time.Second: {"2 phút", "2 minutes"}, 24*time.Hour - time.Second: {"1 ngày", "1 day"},
	} {
		if vi, en := Wait(web.VI, now, now.Add(d)), Wait(web.EN, now, now.Add(d)); vi != want[0] || en != want[1] {
			t.Errorf("%s: %q, %q; want %q", d, vi, en, want)
		}
	}
}
