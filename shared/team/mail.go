package team

import (
	"bytes"
	"embed"
	"fmt"
	html "html/template"
	"strings"
	text "text/template"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// The words of the invitation, one file a language: the subject on the first
// line, an empty one, then paragraphs.
//
//go:embed invitation.fr.txt invitation.en.txt invitation.html
var words embed.FS

// roleWords are the roles as a mail calls them, and what they may do.
var roleWords = map[string]map[wall.Role]string{
	"fr": {
		wall.RoleOwner:  "propriétaire (tout gérer, y compris l'équipe et le forfait)",
		wall.RoleEditor: "éditeur (gérer les flux, les publications et l'apparence du mur)",
		wall.RoleViewer: "lecteur (tout voir, sans rien modifier)",
	},
	"en": {
		wall.RoleOwner:  "owner (manage everything, the team and the plan included)",
		wall.RoleEditor: "editor (manage the feeds, the posts and the look of the wall)",
		wall.RoleViewer: "viewer (see everything, change nothing)",
	},
}

type invitationWords struct {
	Tenant, Site, By, Role, Email, Address, Until string
}

// invitationMail writes an invitation in the tenant's language.
func invitationMail(t wall.Tenant, i wall.Invitation, address string) (wall.Mail, error) {
	language := t.Locale
	if roleWords[language] == nil {
		language = "en"
	}
	in := invitationWords{
		Tenant: t.Name, Site: t.Domain, By: inviter(i), Role: roleWords[language][i.Role],
		Email: i.Email, Address: address, Until: i.ExpiresAt.UTC().Format("02/01/2006"),
	}
	if language == "en" {
		in.Until = i.ExpiresAt.UTC().Format("2 January 2006")
	}
	var plain bytes.Buffer
	name := "invitation." + language + ".txt"
	parsed, err := text.ParseFS(words, name)
	if err != nil {
		return wall.Mail{}, fmt.Errorf("words of the invitation: %w", err)
	}
	if err := parsed.Execute(&plain, in); err != nil {
		return wall.Mail{}, fmt.Errorf("write the invitation: %w", err)
	}
	subject, body, _ := strings.Cut(plain.String(), "\n\n")
	rich, err := asHTML(language, subject, body, address)
	return wall.Mail{To: i.Email, Subject: subject, Text: body, HTML: rich}, err
}

// inviter is a colleague's address; the platform's own people are not named.
func inviter(i wall.Invitation) string {
	if email, err := wall.ParseEmail(i.InvitedBy); err == nil {
		return email
	}
	return "HashMyTag"
}

// asHTML gives the paragraphs of a text a simple form, with the address as a link.
func asHTML(language, subject, body, address string) (string, error) {
	page, err := html.ParseFS(words, "invitation.html")
	if err != nil {
		return "", fmt.Errorf("form of the invitation: %w", err)
	}
	var out bytes.Buffer
	err = page.Execute(&out, map[string]any{
		"Language": language, "Subject": subject, "Address": address,
		"Paragraphs": strings.Split(strings.TrimSpace(body), "\n\n"),
	})
	if err != nil {
		return "", fmt.Errorf("form the invitation: %w", err)
	}
	return out.String(), nil
}
