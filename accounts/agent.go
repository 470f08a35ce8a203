package accounts

import "strings"

// Agent is a browser and what it runs on, as people call them; empty where it does not say.
type Agent struct {
	Browser string `bson:"browser"`
	System  string `bson:"system"`
}

// In names both in a language, "Chrome, Windows"; one that tells nothing of itself is told as such.
func (a Agent) In(lang string) string {
	switch {
	case a == (Agent{}) && lang == "en":
		return "Unknown device"
	case a == (Agent{}):
		return "Máy không rõ"
	case a.Browser == "":
		return a.System
	case a.System == "":
		return a.Browser
	}
	return a.Browser + ", " + a.System
}

// mark is a word in a browser's name for itself and what it tells.
type mark struct{ word, name string }

// The first mark that is found counts: most browsers name others too.
var (
	browserMarks = []mark{{"coc_coc_browser", "Cốc Cốc"}, {"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Zalo", "Zalo"}, {"FBAN", "Facebook"}, {"FBAV", "Facebook"},
		{"Firefox", "Firefox"}, {"FxiOS", "Firefox"}, {"CriOS", "Chrome"}, {"Chrome", "Chrome"}, {"Safari", "Safari"}}
	systemMarks = []mark{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"}}
)

// AgentOf reads what a browser calls itself.
func AgentOf(userAgent string) Agent {
	return Agent{Browser: firstMark(userAgent, browserMarks), System: firstMark(userAgent, systemMarks)}
}

func firstMark(text string, marks []mark) string {
	for _, m := range marks {
		if strings.Contains(text, m.word) {
			return m.name
		}
	}
	return ""
}
