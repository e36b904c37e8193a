package ui_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/internal/operator"
	"accord/ui"
)

const twoPeople = "téléphone;nom;ville\n06 12 34 56 78;Amélie;Lyon\n+33 7 56 78 90 12;Paul;Nantes\n"

// multipartForm is a form with a tag and a file, and its type.
func multipartForm(t testing.TB, tag, name, content string) (body, kind string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	err := w.WriteField("form_tag", tag)
	if name != "" {
		var file io.Writer
		if file, err = w.CreateFormFile("file", name); err == nil {
			_, err = io.WriteString(file, content)
		}
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}

// upload brings a file.
func (p *person) upload(name, content string) sheet {
	p.t.Helper()
	p.get("/imports/new").is(200)
	body, kind := multipartForm(p.t, p.tag, name, content)
	return p.send(http.MethodPost, "/imports", body, "Content-Type", kind)
}

// brought is the path of an import after its file was brought.
func (p *person) brought(content string) string {
	p.t.Helper()
	to := p.upload("clients.csv", content).is(303).header.Get("Location")
	path, ok := strings.CutSuffix(to, "/columns")
	if !ok {
		p.t.Fatalf("the file leads to %q", to)
	}
	return path
}

// chosen are the fields of the columns as the page shows them.
func (p *person) chosen(path string, changes ...string) (fields []string) {
	p.t.Helper()
	page := p.get(path + "/columns").is(200)
	values := map[string]string{}
	for _, s := range page.all("main select") {
		for i, o := range s.all("option") {
			if _, selected := o.attr["selected"]; selected || i == 0 {
				values[s.attr["name"]] = o.attr["value"]
			}
		}
	}
	for _, in := range page.all(".mapping input") {
		values[in.attr["name"]] = in.attr["value"]
	}
	for i := 0; i+1 < len(changes); i += 2 {
		values[changes[i]] = changes[i+1]
	}
	for name, value := range values {
		fields = append(fields, name, value)
	}
	return fields
}

// settled is the page of an import once nothing works on it any more.
func (p *person) settled(path string) sheet {
	p.t.Helper()
	for range 400 {
		page := p.get(path).is(200)
		if len(page.all("#progress")) == 0 {
			return page
		}
		time.Sleep(5 * time.Millisecond)
	}
	p.t.Fatal("the import does not end")
	return sheet{}
}

// checked is an import after its dry run.
func (p *person) checked(content string, changes ...string) (path string, page sheet) {
	p.t.Helper()
	path = p.brought(content)
	if to := p.post(path+"/columns", p.chosen(path, changes...)...).is(303).header.Get("Location"); to != path {
		p.t.Fatalf("the dry run leads to %q", to)
	}
	return path, p.settled(path)
}

func (w *workplace) uploads() int {
	w.t.Helper()
	files, err := os.ReadDir(w.office.Uploads)
	w.must(err)
	return len(files)
}

func TestFileIsBroughtCheckedAndImported(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Marketer)
	p.get("/imports").is(200).says("Aucun import pour l’instant")
	path := p.brought(twoPeople)
	columns := p.get(path+"/columns").says("clients.csv", "téléphone", "+33 6 •• •• •• 78", "+33 7 •• •• •• 12", "Amélie", "Nantes").conceals("56 78 90")
	if got := columns.one("select[name=c.0] option[selected]"); got.text() != "Numéro de téléphone" {
		t.Errorf("the first column is %q", got.text())
	}
	p.post(path+"/columns", p.chosen(path)...).is(303)
	p.settled(path).says("Les 2 lignes sont valables", "Nouveaux contacts 2", "Importer 2 lignes", "aucune preuve de consentement").conceals("Télécharger")
	if n := w.count(`SELECT count(*) FROM contact`); n != 0 {
		t.Fatalf("the dry run wrote %d contacts", n)
	}
	p.follow(p.post(path + "/run"))
	p.settled(path).says("Import terminé", "2 contacts ajoutés, 0 mis à jour")
	p.get("/contacts").says("Amélie", "Paul", "2 contacts")
	p.get("/imports").says("clients.csv", "Importé", p.email)
	p.english().get(path).says("Import finished", "2 contacts added")
	if n := w.count(`SELECT count(*) FROM audit WHERE action = 'import.run' AND operator = ? AND subject = 'import/1'`, p.email); n != 1 {
		t.Errorf("%d entries in the audit", n)
	}
	if n := w.uploads(); n != 0 {
		t.Errorf("%d files are left", n)
	}
	p.get(path + "/columns").is(303)
}

func TestFilesThatAreNotTaken(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Marketer)
	p.upload("", "").is(422).says("Choisissez un fichier CSV.")
	p.upload("leer.csv", "").is(422).says("Le fichier est vide")
	p.english().upload("leer.csv", "").is(422).says("The file is empty")
	body, kind := multipartForm(t, "forged", "x.csv", twoPeople)
	p.send(http.MethodPost, "/imports", body, "Content-Type", kind).is(403)
	body, kind = multipartForm(t, p.tag, "x.csv", twoPeople)
	p.send(http.MethodPost, "/imports", body, "Content-Type", kind, "Sec-Fetch-Site", "cross-site").is(403)
	p.send(http.MethodPost, "/imports", body[:len(body)-100], "Content-Type", kind).is(400)
	w.as(operator.Compliance).get("/imports/new").is(403)
	if n, jobs := w.uploads(), w.count(`SELECT count(*) FROM import_job`); n > 0 || jobs > 0 {
		t.Errorf("%d files and %d imports are left", n, jobs)
	}
}

func TestFileBeyondTheLimitIsRefusedWithAPage(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Marketer)
	p.get("/imports/new").says("200 Mo au plus")
	form, kind := multipartForm(t, p.tag, "x.csv", "téléphone")
	head, tail, _ := strings.Cut(form, "téléphone")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.url+"/imports",
		io.MultiReader(strings.NewReader(head), io.LimitReader(zeros{}, campaign.UploadMax+1<<20), strings.NewReader(tail)))
	w.must(err)
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Cookie", "accord="+p.cookies["accord"])
	readPage(t, w.do(req)).is(422).says("Le fichier est trop lourd")
	if n := w.uploads(); n != 0 {
		t.Errorf("%d files are left", n)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// The server gives any other request so long to arrive.
func TestSlowFileArrives(t *testing.T) {
	w := desk(t, func(c *ui.Config) { c.ReadTimeout = 300 * time.Millisecond })
	p := w.as(operator.Marketer)
	p.get("/imports/new")
	body, kind := multipartForm(t, p.tag, "x.csv", twoPeople+strings.Repeat("\n", 20_000))
	reader, writer := io.Pipe()
	go func() {
		for half := range 2 {
			time.Sleep(250 * time.Millisecond)
			_, _ = io.WriteString(writer, body[half*len(body)/2:(half+1)*len(body)/2])
		}
		writer.Close()
	}()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.url+"/imports", reader)
	w.must(err)
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Cookie", "accord="+p.cookies["accord"])
	w.want(w.do(req), 303)
}

func TestBadRowsAreToldAndLeftOut(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Marketer)
	path, page := p.checked(twoPeople + "06 12;Zoé;Lille\n;Max;Brest\n")
	page.says("2 lignes sur 4 ont des erreurs", "2 erreurs", "Ligne 4 : le numéro « 06 12 » est incomplet ; attendu : +33612345678.", "Ligne 5", "Importer les 2 lignes valables")
	p.english().get(path).says("2 rows of 4 have errors", "Row 4: the number “06 12” is incomplete", "Import the 2 valid rows")
	report := p.get(path + "/errors.csv").is(200)
	if !strings.Contains(report.body, "Row 4") || !strings.Contains(report.header.Get("Content-Disposition"), "errors-import-1.csv") {
		t.Errorf("the file %s holds %q", report.header.Get("Content-Disposition"), report.body)
	}
	p.follow(p.post(path+"/run", "skip", "1"))
	p.settled(path).says("2 contacts added", "2 errors")
}

func TestFileThatCannotBeReadSaysWhy(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Marketer)
	path := p.brought("\xff\xfet\x00")
	p.get(path+"/columns").is(200).says("Le fichier est en UTF-16", "Déposer un autre fichier")
	path = p.brought("téléphone;nom\n0612345679;Zo\xe9\n")
	p.get(path+"/columns").is(200).says("Ligne 2", "n’est pas en UTF-8", "Déposer un autre fichier")
	_, page := p.checked("téléphone;nom\n0612345678;Amélie\n\n0612345678;Max\n0612345677;Léa\n0612345679;Zo\xe9\n")
	page.says("Le fichier ne peut pas être lu ainsi", "Ligne 6", "n’est pas en UTF-8").conceals("Importer ")
}

func TestColumnsSayWhatIsWrong(t *testing.T) {
	w := desk(t)
	w.offers()
	p := w.as(operator.Marketer)
	path := p.brought("mobile,fixe,nom,ville\n0612345678,0144556677,Amélie,Lyon\n")
	cases := []struct {
		name, says, en string
		changes        []string
	}{
		{"no number", "Choisissez la colonne du numéro de téléphone.", "Choose the column of the phone number.", []string{"c.0", "ignored"}},
		{"two numbers", "est déjà donné par la colonne mobile", "is given by column mobile already", []string{"c.1", "phone"}},
		{"no use", "Faites un choix.", "Make a choice.", []string{"c.2", "colour"}},
		{"an attribute without a name", "La colonne ville : donnez un nom", "give the attribute a name", []string{"n.3", " "}},
		{"an attribute twice", "L’attribut city serait donné par les colonnes fixe et ville.", "would be given by columns fixe and ville", []string{"n.1", "City", "n.3", "city"}},
		{"an attribute's name that is taken", "dont le nom est déjà pris", "a name that is taken", []string{"n.3", "name"}},
		{"evidence without a date", "aucune colonne n’en donne la date", "no column gives its date", []string{"e.purpose", "marketing.offers"}},
		{"evidence twice", "La colonne ville donne déjà cette information.", "Column ville gives this already.", []string{"e.method", "paper", "c.3", "consent.method"}},
		{"a country that is none", "Une valeur n’est pas valide.", "not valid", []string{"region", "XX"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := p.post(path+"/columns", p.chosen(path, c.changes...)...).is(422).says(c.says)
			for i := 0; i+1 < len(c.changes); i += 2 { // what was chosen stands
				field := got.all("main select[name=" + c.changes[i] + "] option[selected]")
				if len(field) > 0 && c.name != "no use" && c.name != "a country that is none" && field[0].attr["value"] != c.changes[i+1] {
					t.Errorf("%s is %q after it", c.changes[i], field[0].attr["value"])
				}
			}
		})
	}
	p.english()
	for _, c := range cases {
		t.Run(c.name+" in English", func(t *testing.T) {
			p.post(path+"/columns", p.chosen(path, c.changes...)...).is(422).says(c.en)
		})
	}
	p.get(path).is(303) // to the columns: nothing was checked
}

func TestEvidenceWaitsForItsRelease(t *testing.T) {
	w := desk(t)
	w.offers()
	w.must(w.register.PublishNotice(t.Context(), consent.NoticeRef{ID: "n-offers", Version: 1, Lang: "fr"}, "marketing.offers", "J’accepte."))
	p := w.as(operator.Marketer)
	path, page := p.checked("téléphone,date\n0612345678,2026-02-01\n0612345679,\n", "c.1", "consent.at",
		"e.purpose", "marketing.offers", "e.notice", "n-offers@1/fr", "e.method", "paper", "e.act", "signature")
	page.says("1 ligne porte une preuve de consentement", "Preuves de consentement 1")
	p.follow(p.post(path + "/run"))
	p.settled(path).says("1 preuve de consentement attend sa validation", "Deux personnes différentes").conceals("/consent/imports/")
	if link := w.as(operator.Administrator).get(path).all("a[href=/consent/imports/1]"); len(link) != 1 {
		t.Error("who may release it is not led there")
	}
	o, err := w.operators.Organisation(t.Context())
	w.must(err)
	o.Name, o.FourEyes = "Maison", false
	w.must(w.operators.SaveOrganisation(t.Context(), o, "x@example.org"))
	p.get(path).says("Un responsable conformité ou un administrateur doit")
	if n := w.count(`SELECT count(*) FROM consent_state WHERE state = 'granted'`); n != 0 {
		t.Errorf("%d consents were granted", n)
	}
}

// jobs are the imports as another process sees them.
func (w *workplace) jobs() *campaign.ImportJobs {
	w.t.Helper()
	jobs, err := campaign.NewImportJobs(campaign.ImportJobsConfig{Store: w.campaigns, Keys: w.keys, Folder: w.office.Uploads})
	w.must(err)
	return jobs
}

func TestSecondImportIsToldToWait(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Marketer)
	first, second := p.brought(twoPeople), p.brought(twoPeople)
	work, err := w.jobs().Start(t.Context(), 1, campaign.ImportStart{DryRun: true, By: p.email})
	w.must(err)
	p.post(second+"/columns", p.chosen(second)...).is(422).says("Un autre import est en cours.")
	p.get(first).says("Simulation en cours", "Vous pouvez quitter cette page").one("noscript meta")
	p.post(first + "/run").is(422).says("Cette action n’est plus possible")
	p.post(first + "/drop").is(422).says("Cette action n’est plus possible")
	w.must(work(t.Context()))
	p.post(second+"/columns", p.chosen(second)...).is(303)
	p.settled(second)
}

func TestProgressIsTold(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Marketer)
	path := p.brought(twoPeople)
	work, err := w.jobs().Start(t.Context(), 1, campaign.ImportStart{DryRun: true, By: p.email})
	w.must(err)
	ended := make(chan error, 1)
	go func() {
		time.Sleep(200 * time.Millisecond)
		ended <- work(context.Background())
	}()
	heard := p.get(path + "/live").is(200)
	w.must(<-ended)
	if got := heard.header.Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("a stream of %q", got)
	}
	for _, want := range []string{"<progress", "Simulation en cours", "Voir le résultat", "event: done"} {
		if !strings.Contains(heard.body, want) {
			t.Errorf("the stream does not say %q: %s", want, heard.body)
		}
	}
	p.get("/imports/77/live").is(404)
}

func TestImportThatBrokeOffIsResumed(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Marketer)
	path, _ := p.checked(twoPeople)
	work, err := w.jobs().Start(t.Context(), 1, campaign.ImportStart{By: p.email})
	w.must(err)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := work(stopped); err == nil {
		t.Fatal("a stopped import ended well")
	}
	p.get(path).says("L’import s’est interrompu", "Reprendre l’import")
	p.follow(p.post(path + "/run"))
	p.settled(path).says("Import terminé")
}

func TestFileIsDropped(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Marketer)
	path, page := p.checked(twoPeople)
	if link := page.one("a[data-dialog=drop]").attr["href"]; link != path+"/drop" {
		t.Errorf("without scripts the way is %q", link)
	}
	p.get(path + "/drop").is(200).says("Supprimer ce fichier sans l’importer")
	p.follow(p.post(path+"/drop")).says("Le fichier est supprimé.", "Supprimé")
	p.get(path).says("Ce fichier n’a pas été importé")
	p.post(path + "/run").is(422)
	p.get(path + "/errors.csv").is(404)
	if n := w.uploads(); n != 0 {
		t.Errorf("%d files are left", n)
	}
}

func TestServerEndsWithAnImportUnderWay(t *testing.T) {
	w := desk(t)
	p := w.as(operator.Marketer)
	var rows strings.Builder
	rows.WriteString("téléphone,nom\n")
	for i := range 60_000 {
		fmt.Fprintf(&rows, "+336%08d,Personne %d\n", 10_000_000+i, i)
	}
	path, _ := p.checked(rows.String())
	p.post(path + "/run").is(303)
	w.must(w.stop())
	job, err := w.jobs().Get(context.Background(), 1)
	w.must(err)
	if job.Phase.Working() {
		t.Errorf("after the server the import is %s", job.Phase)
	}
}
