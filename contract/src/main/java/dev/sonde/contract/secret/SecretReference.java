package dev.sonde.contract.secret;

import java.util.regex.Pattern;

/**
 * Names a secret without holding it: {@code ${file:NAME}} below the secrets directory or {@code ${env:NAME}}.
 *
 * @param name for files {@code [A-Za-z0-9._-]+} without a leading dot, for variables {@code [A-Za-z_][A-Za-z0-9_]*}
 */
public record SecretReference(Source source, String name) {
    /** Where the value is kept. */
    public enum Source {
        FILE("file", Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*")),
        ENV("env", Pattern.compile("[A-Za-z_][A-Za-z0-9_]*"));

        private final String label;
        private final Pattern nameForm;

        Source(String label, Pattern nameForm) {
            this.label = label;
            this.nameForm = nameForm;
        }

        /** The word before the colon. */
        public String label() {
            return label;
        }
    }

    public SecretReference {
        if (!source.nameForm.matcher(name).matches()) {
            throw new IllegalArgumentException("${" + source.label + ":" + name + "} (expected: a name of the form "
                    + source.nameForm.pattern() + ")");
        }
    }

    @Override
    public String toString() {
        return "${" + source.label + ":" + name + "}";
    }
}
