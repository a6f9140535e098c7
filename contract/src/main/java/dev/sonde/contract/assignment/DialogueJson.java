package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.Dialogue;
import dev.sonde.contract.check.Dialogue.Step;
import dev.sonde.contract.secret.SecretText;
import java.io.IOException;

/** {@link Dialogue} as the field {@code dialogue}: a list of objects with one field each. */
final class DialogueJson {
    private DialogueJson() {}

    static void write(Dialogue dialogue, JsonGenerator json) throws IOException {
        Fields.writeObjects("dialogue", dialogue.steps(), json, DialogueJson::write);
    }

    private static void write(Step step, JsonGenerator json) throws IOException {
        if (step instanceof Step.Send send) {
            json.writeStringField("send", send.text().source());
        } else if (step instanceof Step.SendBytes bytes) {
            json.writeStringField("sendBytes", bytes.hex());
        } else if (step instanceof Step.Expect expect) {
            json.writeStringField("expect", expect.expression());
        } else if (step instanceof Step.ExpectBytes bytes) {
            json.writeStringField("expectBytes", bytes.hex());
        } else if (step instanceof Step.StartTls) {
            json.writeBooleanField("starttls", true);
        }
    }

    static Dialogue read(JsonValue target) throws InvalidAssignmentException {
        return new Dialogue(target.field("dialogue").items(DialogueJson::step));
    }

    private static Step step(JsonValue json) throws InvalidAssignmentException {
        JsonValue send = json.find("send");
        JsonValue sendBytes = json.find("sendBytes");
        JsonValue expect = json.find("expect");
        JsonValue expectBytes = json.find("expectBytes");
        JsonValue starttls = json.find("starttls");
        if (send != null) {
            return new Step.Send(send.parsed(SecretText::new));
        }
        if (sendBytes != null) {
            return sendBytes.parsed(Step.SendBytes::new);
        }
        if (expect != null) {
            return new Step.Expect(expect.text());
        }
        if (expectBytes != null) {
            return expectBytes.parsed(Step.ExpectBytes::new);
        }
        if (starttls != null && starttls.bool()) {
            return new Step.StartTls();
        }
        throw json.invalid("no step this agent knows", "send, sendBytes, expect, expectBytes or starttls");
    }
}
