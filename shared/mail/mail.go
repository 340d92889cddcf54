// Package mail sends mail with Amazon SES.
package mail

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Sender sends from one address, which SES must have verified.
type Sender struct {
	client *sesv2.Client
	from   string
}

// NewSender sends from an address like "HashMyTag <no-reply@example.com>".
func NewSender(client *sesv2.Client, from string) *Sender { return &Sender{client, from} }

var errHeader = errors.New("mail: an address or subject of more than one line")

// Send sends one mail. SES makes the message itself, headers and all; a control
// character in what becomes a header is refused before it is asked.
func (s *Sender) Send(ctx context.Context, m wall.Mail) error {
	if strings.ContainsFunc(m.To+m.Subject, unicode.IsControl) {
		return errHeader
	}
	_, err := s.client.SendEmail(ctx, &sesv2.SendEmailInput{
		FromEmailAddress: &s.from,
		Destination:      &types.Destination{ToAddresses: []string{m.To}},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: utf8(m.Subject),
			Body:    &types.Body{Text: utf8(m.Text), Html: utf8(m.HTML)},
		}},
	})
	if err != nil {
		return fmt.Errorf("send mail: %w", err)
	}
	return nil
}

func utf8(text string) *types.Content {
	return &types.Content{Data: &text, Charset: aws.String("UTF-8")}
}
