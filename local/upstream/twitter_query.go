package upstream

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashmytag/hashmytag/local/upstream/world"
)

// parseQuery reads a search query: words that all must match, OR, parentheses
// and negation, hashtags and the operators that matter to walls.
func parseQuery(query string) (match func(world.Post) bool, tags []string, err error) {
	p := &queryParser{rest: strings.NewReplacer("(", " ( ", ")", " ) ").Replace(query)}
	match = p.alternatives()
	if p.next() != "" || p.wrong {
		return nil, nil, fmt.Errorf("There were errors processing your request: no viable alternative at '%s' (at position %d)", query, runes(query)-runes(p.rest))
	}
	return match, p.tags, nil
}

type queryParser struct {
	rest  string
	tags  []string
	wrong bool
}

func (p *queryParser) next() string {
	p.rest = strings.TrimLeft(p.rest, " ")
	word, _, _ := strings.Cut(p.rest, " ")
	return word
}

func (p *queryParser) take() string {
	word := p.next()
	p.rest = p.rest[len(word):]
	return word
}

func (p *queryParser) alternatives() func(world.Post) bool {
	some := []func(world.Post) bool{p.conjunction()}
	for p.next() == "OR" {
		p.take()
		some = append(some, p.conjunction())
	}
	return func(post world.Post) bool {
		return slices.ContainsFunc(some, func(match func(world.Post) bool) bool { return match(post) })
	}
}

func (p *queryParser) conjunction() func(world.Post) bool {
	var all []func(world.Post) bool
	for word := p.next(); word != "" && word != "OR" && word != ")"; word = p.next() {
		all = append(all, p.term())
	}
	p.wrong = p.wrong || len(all) == 0
	return func(post world.Post) bool {
		return !slices.ContainsFunc(all, func(match func(world.Post) bool) bool { return !match(post) })
	}
}

func (p *queryParser) term() func(world.Post) bool {
	word := p.take()
	if word == "(" {
		inner := p.alternatives()
		p.wrong = p.wrong || p.take() != ")"
		return inner
	}
	negated := strings.HasPrefix(word, "-")
	match := operator(strings.TrimPrefix(word, "-"))
	if tag, ok := strings.CutPrefix(word, "#"); ok {
		p.tags = append(p.tags, tag)
	}
	return func(post world.Post) bool { return match(post) != negated }
}

// operator is what one word of a query asks for.
func operator(word string) func(world.Post) bool {
	name, value, _ := strings.Cut(word, ":")
	switch name + ":" + value {
	case "is:retweet", "is:nullcast":
		return func(world.Post) bool { return false } // never given since May 2026
	case "is:reply":
		return func(p world.Post) bool { return refers(p, "replied_to") }
	case "is:quote":
		return func(p world.Post) bool { return refers(p, "quoted") }
	case "has:media", "has:images":
		return func(p world.Post) bool { return len(p.Media) > 0 }
	case "has:links":
		return func(p world.Post) bool { return strings.Contains(p.Text, "https://") }
	}
	switch name {
	case "lang":
		return func(p world.Post) bool { return p.Lang == value }
	case "from":
		return func(p world.Post) bool { return strings.EqualFold(p.Author.Username, value) }
	}
	if tag, ok := strings.CutPrefix(word, "#"); ok {
		return func(p world.Post) bool { return p.Carries(tag) }
	}
	return func(p world.Post) bool {
		return strings.Contains(strings.ToLower(p.Text), strings.ToLower(strings.Trim(word, `"`)))
	}
}

func refers(p world.Post, kind string) bool {
	return slices.ContainsFunc(p.Refs, func(r world.Ref) bool { return r.Kind == kind })
}
