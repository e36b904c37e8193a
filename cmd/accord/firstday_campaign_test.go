// Browsers are not raced: see RACE_PKGS in the Makefile.

//go:build !race

package main

import (
	"strconv"
	"strings"
	"time"

	"accord/internal/clock"
)

// release lets the import go: the two of them look at it.
func (d *day) release(officer *day) {
	d.t.Helper()
	for _, who := range []*day{d, officer} {
		who.visit("/consent/imports/1")
		who.press("#checked")
		who.send("main form .primary")
		who.sees("sur 2")
	}
	officer.until("the consents are released", func() bool {
		officer.visit("/consent/imports/1")
		return strings.Contains(officer.text("#next"), "Libéré")
	})
	officer.visit("/consent")
	officer.sees("300")
	officer.tab.Clean()
}

// signInAgain leaves and comes back, after a wrong password.
func (d *day) signInAgain() {
	d.t.Helper()
	d.visit("/profile")
	d.press(".top-tools .menu:last-child summary")
	d.send("form[action='/logout'] button")
	d.at("/login")
	d.inspect()
	d.fill("email", "ada@boutique.example")
	d.fill("password", "autre chose de long")
	d.send("main form .primary")
	d.sees("mot de passe")
	d.tab.Forgive("422", "401")
	d.fill("password", dayPassword)
	d.send("main form .primary")
	d.at("/")
}

// segment are the people of Lyon, counted while they are described.
func (d *day) segment() {
	d.t.Helper()
	d.visit("/segments/new")
	d.fill("name", "Lyon")
	d.choose("r.0.field", "attribute/ville")
	if !d.script() {
		d.send(".form-foot button[value=look]")
	}
	d.fill("r.0.value", "Lyon")
	if !d.script() {
		d.send(".form-foot button[value=look]")
	}
	d.sees("200 sur 300")
	d.send("button[value=save]")
	d.at("/segments/1")
	d.sees("Lyon")
}

// write makes a campaign of three variants for everybody.
func (d *day) write() {
	d.t.Helper()
	d.visit("/campaigns/new")
	d.fill("name", "Bienvenue")
	d.send("main form .primary")
	d.sees("Bienvenue")
	d.campaign = strings.TrimSuffix(d.path(), "/objective")
	d.press("input[value=reply]")
	d.fill("window", "1")
	d.choose("unit", "hour")
	d.send("button[value=next]")
	d.press("input[value='everybody']")
	d.press("input[value='" + string(rigPurpose) + "']")
	d.send("button[value=next]")
	d.send("button[value=add]")
	for i, name := range []string{"accueil_court", "accueil_long", "accueil_question"} {
		version := `document.querySelector("#variants [name=version]").value`
		before := d.look(version)
		d.choose("v."+strconv.Itoa(i)+".template.fr", name+"/fr")
		if d.script() { // what was chosen is kept, and asks for what it leaves open
			d.tab.Becomes(version + " !== " + strconv.Quote(before))
			d.comes("[name='v." + strconv.Itoa(i) + ".from.1']")
		}
	}
	if !d.script() {
		d.send("button[value=stay]")
	}
	for i := range 3 {
		d.choose("v."+strconv.Itoa(i)+".from.1", "name")
		d.fill("v."+strconv.Itoa(i)+".text.1", "vous")
	}
	d.send("button[value=next]")
	d.choose("number", rigNumber)
	d.set("end", d.clock.Now().Add(48*time.Hour).Format("2006-01-02T15:04"))
	d.send("button[value=next]")
}

// launch types how many people will be written to.
func (d *day) launch() {
	d.t.Helper()
	d.until("the draft is ready", func() bool {
		d.reload()
		return d.has("a[href$=launch]")
	})
	d.send("a[href$=launch]")
	d.until("the forecast", func() bool {
		d.reload()
		return d.has("#people")
	})
	d.fill("people", strconv.Itoa(dayPeople))
	d.send("main form .primary")
	d.until("messages leave", func() bool { return len(accepted(d.sim.Calls())) > 5 })
}

// pauseAndResume stops the campaign in the middle: nothing leaves until it
// goes on.
func (d *day) pauseAndResume() {
	d.t.Helper()
	d.until("the people have their slots", func() bool {
		if !d.script() {
			d.reload()
		}
		return d.has("form[action$=pause]")
	})
	d.send("form[action$=pause] button")
	d.sees("Suspendue")
	wait(d, 2*time.Second) // two minutes of the shop, twice the lead of a claim
	before := len(accepted(d.sim.Calls()))
	if before == dayPeople {
		d.t.Error("everything had left before the pause")
	}
	wait(d, 2*time.Second)
	if after := len(accepted(d.sim.Calls())); after != before {
		d.t.Errorf("%d messages left during the pause", after-before)
	}
	d.send("form[action$=resume] button")
	d.until("everything leaves", func() bool { return len(accepted(d.sim.Calls())) == dayPeople })
}

// results are there when the last window has closed.
func (d *day) results() {
	d.t.Helper()
	wait(d, 2*time.Second) // the last answers come after a minute of the shop
	d.clock.forward(2 * time.Hour)
	d.until("the last window closes", func() bool {
		d.visit(d.campaign + "/results")
		return strings.Contains(d.text("main"), "100 % des résultats")
	})
	rows := d.look(`[...document.querySelectorAll("#ranking tbody td:nth-child(2)")].map((e) => e.textContent.trim()).join(" ")`)
	sum := 0
	for _, cell := range strings.Fields(rows) {
		n, err := strconv.Atoi(cell)
		if err != nil {
			d.t.Fatalf("the ranking counts %q", rows)
		}
		sum += n
	}
	if len(strings.Fields(rows)) != 3 || sum != dayPeople {
		d.t.Errorf("the variants have %s people, want three that make %d", rows, dayPeople)
	}
	for people, n := range accepted(d.sim.Calls()) {
		if n != 1 {
			d.t.Errorf("%s was written to %d times", people, n)
		}
	}
}

func wait(d *day, while time.Duration) {
	d.t.Helper()
	if err := clock.Wait(d.t.Context(), while); err != nil {
		d.t.Fatal(err)
	}
}
