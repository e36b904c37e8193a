package ui

import "strconv"

// buttonsMost is how many buttons WhatsApp lets a template have.
const buttonsMost = 10

// byButton reads what belongs to buttons, by their numbers from 0.
func byButton(given map[string]string) (map[int]string, error) {
	buttons := map[int]string{}
	for name, value := range given {
		button, err := strconv.Atoi(name)
		if err != nil || button < 0 || button >= buttonsMost || strconv.Itoa(button) != name {
			return nil, refused("variants", "Name links, coupons and payloads by the button, counted from 0.")
		}
		buttons[button] = value
	}
	return buttons, nil
}

// ofButtons writes what belongs to buttons.
func ofButtons(buttons map[int]string) map[string]string {
	given := map[string]string{}
	for button, value := range buttons {
		given[strconv.Itoa(button)] = value
	}
	return given
}
