package wall

// Mail is a message to one person, in two forms of the same words.
type Mail struct {
	To      string // a bare address
	Subject string // one line
	Text    string
	HTML    string
}
