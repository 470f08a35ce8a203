package desk

// Mark marks the entry of the navigation to which a page belongs, where its own address does not tell.
func (p *Page) Mark(path string) {
	for i := range p.Nav {
		p.Nav[i].Current = p.Nav[i].Path == path
	}
}
