package dev.sonde.collector.notify;

import dev.sonde.contract.secret.SecretText;
import org.jspecify.annotations.Nullable;

/**
 * A URL that is POSTed to. Immutable; secrets unresolved.
 *
 * @param url http or https; may name secrets, because such URLs often are one
 * @param secret {@code whsec_} and base64, signs the messages; null sends them unsigned
 */
public record WebhookReceiver(SecretText url, @Nullable SecretText secret, Format format) implements Channel {
    /** The form of the body. */
    public enum Format {
        /** Sonde's own. */
        SONDE("sonde"),
        /** The webhook body of Prometheus Alertmanager, version 4. */
        ALERTMANAGER("alertmanager");

        private final String label;

        Format(String label) {
            this.label = label;
        }

        /** The word in YAML. */
        public String label() {
            return label;
        }
    }
}
