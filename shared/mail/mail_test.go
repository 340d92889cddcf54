package mail_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/mail"
	"github.com/hashmytag/hashmytag/shared/notices"
	"github.com/hashmytag/hashmytag/shared/wall"
)

var _ notices.Mailer = (*mail.Sender)(nil)

// TestSend sends through moto's SES, which takes mail from verified addresses alone.
func TestSend(t *testing.T) {
	t.Parallel()
	client := sesv2.NewFromConfig(enginetest.Moto(t))
	address := enginetest.Name("no-reply") + "@walls.example"
	message := wall.Mail{To: "paul@bon-gout.com", Subject: "Invitation : été", Text: "Bonjour", HTML: "<p>Bonjour</p>"}
	sender := mail.NewSender(client, "HashMyTag <"+address+">")
	if err := sender.Send(t.Context(), message); err == nil {
		t.Error("sent from an address that nobody has verified")
	}
	if _, err := client.CreateEmailIdentity(t.Context(), &sesv2.CreateEmailIdentityInput{EmailIdentity: aws.String(address)}); err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), message); err != nil {
		t.Error(err)
	}
}

func TestNoHeaderIsInjected(t *testing.T) {
	t.Parallel()
	sender := mail.NewSender(nil, "HashMyTag <no-reply@walls.example>") // never asked
	for name, message := range map[string]wall.Mail{
		"subject": {To: "paul@bon-gout.com", Subject: "Hello\r\nBcc: all@bon-gout.com"},
		"line":    {To: "paul@bon-gout.com", Subject: "Hello\nBcc: all@bon-gout.com"},
		"address": {To: "paul@bon-gout.com\r\nBcc: all@bon-gout.com", Subject: "Hello"},
	} {
		if err := sender.Send(t.Context(), message); err == nil {
			t.Errorf("%s: sent", name)
		}
	}
}
