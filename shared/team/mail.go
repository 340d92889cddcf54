package team

import (
	"embed"

	"github.com/hashmytag/hashmytag/shared/letter"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// The words of the invitation, one file a language.
//
//go:embed invitation.fr.txt invitation.en.txt
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
	language := letter.Language(t.Locale)
	in := invitationWords{
		Tenant: t.Name, Site: t.Domain, By: inviter(i), Role: roleWords[language][i.Role],
		Email: i.Email, Address: address, Until: letter.Day(i.ExpiresAt, language),
	}
	mail, err := letter.Write(words, "invitation."+language+".txt", language, address, in)
	mail.To = i.Email
	return mail, err
}

// inviter is a colleague's address; the platform's own people are not named.
func inviter(i wall.Invitation) string {
	if email, err := wall.ParseEmail("", i.InvitedBy); err == nil {
		return email
	}
	return "HashMyTag"
}
