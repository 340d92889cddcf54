package notices

import (
	"embed"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/letter"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// The words of each event, one file a language.
//
//go:embed *.txt
var words embed.FS

// told is what the words speak of.
type told struct {
	Tenant, Site, Address string
	Feeds                 []toldFeed
	Count, More           int // of the feeds, and of those that are not named
}

// toldFeed is a feed in words: what is the matter, and what its owner can do.
type toldFeed struct {
	Name, Since, What, Detail, Do, Account, Expires string
}

// write writes an event's mail in the tenant's language, with the way to the
// page of its feeds.
func write(t wall.Tenant, m wall.NoticeMessage, site string) (wall.Mail, error) {
	language := letter.Language(t.Locale)
	in := told{Tenant: t.Name, Site: t.Domain, Address: site + "/walls/" + url.PathEscape(t.ID) + "/feeds", Count: len(m.Feeds) + m.More, More: m.More}
	for _, f := range m.Feeds {
		in.Feeds = append(in.Feeds, tell(f, language))
	}
	return letter.Write(words, string(m.Kind)+"."+language+".txt", language, in.Address, in)
}

func tell(f wall.NoticedFeed, language string) toldFeed {
	say := sentences[language]
	fill := strings.NewReplacer(append(tokenWords(f.Network, language), "{network}", f.Network.Title())...)
	matter, known := say.what[f.Class]
	if !known {
		matter = say.what[wall.ClassTransient]
	}
	do, known := say.do[whose{f.Class, f.Own}]
	if !known {
		do = say.wait
	}
	in := toldFeed{
		Name: f.Name, Since: moment(f.Since, language), What: fill.Replace(matter), Detail: oneLine(f.Message), Do: fill.Replace(do),
		Account: oneLine(f.Account), Expires: letter.Day(f.Expires, language),
	}
	if !f.Until.IsZero() {
		in.What += " " + fmt.Sprintf(say.until, moment(f.Until, language))
	}
	return in
}

// oneLine keeps what networks write within its paragraph.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// tokenWords are a credential as people call it: Google's is a key.
func tokenWords(n wall.Network, language string) []string {
	words := map[string][3]string{
		"fr": {"le jeton", "un nouveau jeton", "votre propre jeton"}, "en": {"the token", "a new token", "a token of your own"},
		"fr google": {"la clé", "une nouvelle clé", "votre propre clé"}, "en google": {"the key", "a new key", "a key of your own"},
	}
	say, special := words[language+" "+string(n)]
	if !special {
		say = words[language]
	}
	return []string{"{the token}", say[0], "{a new token}", say[1], "{your token}", say[2]}
}

// whose tells a failure of the platform's own credential from one of the tenant's.
type whose struct {
	class wall.ErrorClass
	own   bool
}

// phrases are the sentences of a language: what is the matter, by class, and what
// the owner can do about it.
type phrases struct {
	what  map[wall.ErrorClass]string
	do    map[whose]string
	wait  string
	until string
}

var sentences = map[string]phrases{
	"en": {
		what: map[wall.ErrorClass]string{
			wall.ClassAuth:       "{network} refuses {the token} of the feed: it has expired or was withdrawn.",
			wall.ClassPermission: "{network} does not let {the token} read what the feed asks for.",
			wall.ClassGone:       "{network} does not find what the feed asks for.",
			wall.ClassQuota:      "{network}'s limit is used up.",
			wall.ClassThrottled:  "{network} wants to be asked less often.",
			wall.ClassTransient:  "{network} does not answer as it should.",
		},
		do: map[whose]string{
			{wall.ClassAuth, true}:        "Give the feed {a new token}: it is tried at once.",
			{wall.ClassAuth, false}:       "It is {the token} of the platform, and its operator knows. You can give the feed {your token}.",
			{wall.ClassPermission, true}:  "Give the feed {a new token} with the permissions that lack, or correct what it asks for.",
			{wall.ClassPermission, false}: "Correct what the feed asks for, or give it {your token}.",
			{wall.ClassGone, true}:        "Correct what the feed asks for: it was perhaps renamed or removed.",
			{wall.ClassGone, false}:       "Correct what the feed asks for: it was perhaps renamed or removed.",
			{wall.ClassQuota, true}:       "Wait, or raise the limit at {network}.",
			{wall.ClassQuota, false}:      "Wait, or give the feed {your token}.",
		},
		wait:  "There is nothing that you have to do: we go on trying.",
		until: "It is asked again on %s.",
	},
	"fr": {
		what: map[wall.ErrorClass]string{
			wall.ClassAuth:       "{network} refuse {the token} du flux : expiration ou retrait.",
			wall.ClassPermission: "Avec {the token} du flux, {network} ne laisse pas lire ce qui est demandé.",
			wall.ClassGone:       "{network} ne trouve pas ce que le flux demande.",
			wall.ClassQuota:      "La limite de {network} est atteinte.",
			wall.ClassThrottled:  "{network} demande des appels moins fréquents.",
			wall.ClassTransient:  "{network} ne répond pas comme prévu.",
		},
		do: map[whose]string{
			{wall.ClassAuth, true}:        "À faire : donnez au flux {a new token} ; l'essai est immédiat.",
			{wall.ClassAuth, false}:       "C'est {the token} de la plateforme, dont l'exploitant est prévenu. Vous pouvez aussi donner au flux {your token}.",
			{wall.ClassPermission, true}:  "À faire : donnez au flux {a new token} avec les autorisations qui manquent, ou corrigez ce qu'il demande.",
			{wall.ClassPermission, false}: "À faire : corrigez ce que le flux demande, ou donnez-lui {your token}.",
			{wall.ClassGone, true}:        "À faire : corrigez ce que le flux demande ; le nom a peut-être changé.",
			{wall.ClassGone, false}:       "À faire : corrigez ce que le flux demande ; le nom a peut-être changé.",
			{wall.ClassQuota, true}:       "À faire : attendre, ou relever la limite chez {network}.",
			{wall.ClassQuota, false}:      "À faire : attendre, ou donner au flux {your token}.",
		},
		wait:  "Vous n'avez rien à faire : nos essais se poursuivent.",
		until: "Prochain essai le %s.",
	},
}

func moment(at time.Time, language string) string {
	if at.IsZero() {
		return ""
	}
	if language == "fr" {
		return letter.Day(at, language) + " à " + at.UTC().Format("15:04") + " (UTC)"
	}
	return letter.Day(at, language) + ", " + at.UTC().Format("15:04") + " UTC"
}
