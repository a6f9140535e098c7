package dev.sonde.launcher.importer;

import dev.sonde.contract.secret.SecretSigns;
import dev.sonde.contract.secret.SecretText;
import dev.sonde.contract.yaml.Place;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts references where the foreign file has secrets, and notes what must be put into which file. No secret is ever
 * copied. One thread.
 */
final class SecretPlaces {
    /** A key whose value a scenario fills in. */
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z0-9_-]+[\"']?\\s*[:=]\\s*[\"']?\\{\\{[^}]*\\}\\}");

    private static final Pattern SCHEME = Pattern.compile("(?i)((?:basic|bearer|token|apikey|digest) +)(\\S.*)");

    private final Notes notes;
    private final Map<Place, String> known = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    SecretPlaces(Notes notes) {
        this.notes = notes;
    }

    /** Whether something of this name probably holds a secret. */
    static boolean isTelling(String name) {
        return SecretSigns.inName(name);
    }

    /** Whether a body probably holds one, as a login does. */
    static boolean isInBody(String body) {
        return SecretSigns.inBody(VARIABLE.matcher(body).replaceAll(""));
    }

    /** Whether a line of a dialogue probably holds one. */
    static boolean isInLine(String line) {
        return SecretSigns.inLine(line);
    }

    /**
     * A reference in place of a value that stands in the foreign file.
     *
     * @param owner whose secret it is, for the name of its file
     * @param what the key
     */
    String value(Place place, String owner, String what) {
        return reference(place, owner, what, "put its value into the file %s below --secrets");
    }

    /** A reference in place of a value that another file holds. */
    String file(Place place, String owner, String what, String path) {
        return reference(place, owner, what, "copy or link " + path + " as the file %s below --secrets");
    }

    /** A header's value: a reference if its name tells of a secret, behind the scheme if there is one. */
    String header(Place place, String owner, String name, String value) {
        if (!isTelling(name) || value.matches("([A-Za-z]+ +)?\\{\\{[^}]*\\}\\}")) {
            return escaped(value);
        }
        Matcher scheme = SCHEME.matcher(value);
        return scheme.matches()
                ? scheme.group(1)
                        + reference(
                                place,
                                owner,
                                name,
                                "put what follows \"" + scheme.group(1).trim() + "\" into the file %s below --secrets")
                : value(place, owner, name);
    }

    /** A text of Gatus in which variables are references to the environment, each of which must be allowed. */
    String variables(Place place, String what, String text) {
        String made = GatusText.withReferences(text);
        new SecretText(made)
                .references()
                .forEach(reference -> notes.secret(
                        place,
                        what,
                        "allow the variable " + reference.name() + " with --env-allow " + reference.name()));
        return made;
    }

    /** A text that holds no secret, where our reader looks for references. */
    static String escaped(String text) {
        return text.replace("${", "$${");
    }

    private String reference(Place place, String owner, String what, String todo) {
        String name = known.get(place);
        if (name == null) {
            String last = what.substring(what.lastIndexOf('.') + 1);
            String wish = Names.form(owner + "-" + last);
            name = wish;
            for (int number = 2; !taken.add(name); number++) {
                name = wish + "-" + number;
            }
            known.put(place, name);
        }
        notes.secret(place, what, todo.replace("%s", name));
        return "${file:" + name + "}";
    }
}
