package catalog

import (
	"bytes"
	"fmt"
	"sync"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// MaxStory is how long a producer's story may be, in characters.
const MaxStory = 20_000

// markdown reads stories: raw HTML is left out, and addresses do not become links.
var markdown = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(goldmark.WithExtensions(extension.Strikethrough))
})

// stories makes stories safe, by the rules that hold for a registry's texts.
var stories = sync.OnceValue(newCleaner)

// StoryHTML is what a page shows of a story in Markdown: paragraphs, emphasis, lists and small headings.
func StoryHTML(text string) (string, error) {
	if utf8.RuneCountInString(text) > MaxStory {
		return "", fmt.Errorf("catalog: a story of more than %d characters", MaxStory)
	}
	var b bytes.Buffer
	if err := markdown().Convert([]byte(plain(text)), &b); err != nil {
		return "", fmt.Errorf("read story: %w", err)
	}
	return stories().html(b.String()), nil
}

// ShownStory is the story that pages show: the producer's own, or else the registry's.
func (p *Product) ShownStory() string {
	if p.OwnStoryHTML != "" {
		return p.OwnStoryHTML
	}
	return p.Story
}
