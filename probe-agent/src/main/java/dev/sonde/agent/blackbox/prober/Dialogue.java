package dev.sonde.agent.blackbox.prober;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.sonde.agent.blackbox.module.QueryStep;
import dev.sonde.agent.expect.Re2;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes the steps of a dialogue as far as what has come allows: waits line by line for what an expression matches, or for
 * bytes, then sends, then asks for TLS. Belongs to one probe.
 */
final class Dialogue {
    private static final int LONGEST_LINE = 64 * 1024;

    /** Who is talked to. */
    interface Peer {
        void send(byte[] bytes);

        /** Secures the connection; {@link Dialogue#secured} goes on. False if it is secured already. */
        boolean startTls();

        /** Takes in nothing more, or goes on. */
        void hold(boolean held);
    }

    private final Attempt attempt;
    private final List<QueryStep> steps;
    private final Peer peer;
    private byte[] come = new byte[0];
    private int next;
    private boolean securing;
    private boolean searching;
    private int searched;
    private @Nullable Caught caught;
    private boolean peerIsDone;

    Dialogue(Attempt attempt, List<QueryStep> steps, Peer peer) {
        this.attempt = attempt;
        this.steps = steps;
        this.peer = peer;
    }

    /** The connection stands. */
    void begin() {
        attempt.gauges().set(Family.FAILED_DUE_TO_REGEX, 0);
        attempt.gauges().set(Family.FAILED_DUE_TO_BYTES, 0);
        goOn();
    }

    /** Something came. */
    void received(byte[] bytes) {
        int before = come.length;
        come = Arrays.copyOf(come, before + bytes.length);
        System.arraycopy(bytes, 0, come, before, bytes.length);
        goOn();
    }

    /** The connection is secured now. */
    void secured() {
        securing = false;
        come = new byte[0];
        next++;
        goOn();
    }

    /** The peer sends no more. */
    void ended() {
        peerIsDone = true;
        goOn();
    }

    private void goOn() {
        searched = 0;
        while (!attempt.isOver() && !securing && !searching) {
            if (next >= steps.size()) {
                attempt.succeed();
                return;
            }
            QueryStep step = steps.get(next);
            if (!take(step)) {
                return;
            }
            if (!securing) {
                next++;
            }
        }
    }

    /** False if the step has to wait, or failed. */
    private boolean take(QueryStep step) {
        attempt.doing("step " + (next + 1) + " of the dialogue");
        byte[] send = step.send().toArray();
        if (step.expect() != null) {
            Caught caught = awaitLine(step.expect());
            if (caught == null) {
                return false;
            }
            tellLabels(step, caught);
            send = caught.fillIn(send);
        } else if (!step.expectBytes().isEmpty()
                && !awaitBytes(step.expectBytes().toArray())) {
            return false;
        }
        if (send.length > 0) {
            byte[] line = Arrays.copyOf(send, send.length + 1);
            line[send.length] = '\n';
            peer.send(line);
        }
        if (step.startTls()) {
            attempt.doing("the TLS handshake");
            securing = peer.startTls();
        }
        return true;
    }

    /** A line, and what the expression found in it. */
    private static final class Caught {
        private final Matcher matcher;
        private final byte[] line;

        Caught(Matcher matcher, byte[] line) {
            this.matcher = matcher;
            this.line = line;
        }

        byte[] fillIn(byte[] template) {
            return GoTemplate.expand(template, matcher, line);
        }
    }

    private @Nullable Caught awaitLine(Pattern expect) {
        Caught elsewhere = caught;
        if (elsewhere != null) {
            caught = null;
            return elsewhere;
        }
        while (true) {
            byte[] line = nextLine();
            if (line == null) {
                return null;
            }
            searched += line.length + 1;
            if (searched > Re2.quickCharacters(expect)) {
                searchElsewhere(expect, line);
                return null;
            }
            Matcher matcher = expect.matcher(line);
            if (matcher.find()) {
                return new Caught(matcher, line);
            }
        }
    }

    /** What would hold up the loop is searched on a worker; then it goes on. */
    private void searchElsewhere(Pattern expect, byte[] line) {
        searching = true;
        peer.hold(true);
        attempt.blocking(
                () -> {
                    Matcher matcher = expect.matcher(line);
                    return matcher.find() ? Optional.of(new Caught(matcher, line)) : Optional.<Caught>empty();
                },
                found -> {
                    searching = false;
                    caught = found.orElse(null);
                    peer.hold(false);
                    goOn();
                });
    }

    /** The next line without its end; null if it has not come, and then perhaps never will. */
    private byte @Nullable [] nextLine() {
        for (int i = 0; i < come.length; i++) {
            if (come[i] == '\n') {
                byte[] line = Arrays.copyOf(come, i > 0 && come[i - 1] == '\r' ? i - 1 : i);
                come = Arrays.copyOfRange(come, i + 1, come.length);
                return line;
            }
        }
        if (come.length > LONGEST_LINE) {
            attempt.fail("a line of more than " + LONGEST_LINE + " bytes came");
            return null;
        }
        if (!peerIsDone) {
            return null;
        }
        if (come.length > 0) {
            byte[] rest = come;
            come = new byte[0];
            return rest;
        }
        attempt.gauges().set(Family.FAILED_DUE_TO_REGEX, 1);
        attempt.fail("the peer closed the connection before the expected line", "expect", expression());
        return null;
    }

    private String expression() {
        Pattern expect = steps.get(next).expect();
        return expect == null ? "" : expect.pattern();
    }

    private boolean awaitBytes(byte[] wanted) {
        String haystack = new String(come, StandardCharsets.ISO_8859_1);
        int at = haystack.indexOf(new String(wanted, StandardCharsets.ISO_8859_1));
        if (at >= 0) {
            come = Arrays.copyOfRange(come, at + wanted.length, come.length);
            return true;
        }
        if (come.length > LONGEST_LINE) {
            come = Arrays.copyOfRange(come, come.length - wanted.length, come.length);
        }
        if (peerIsDone) {
            attempt.gauges().set(Family.FAILED_DUE_TO_BYTES, 1);
            attempt.fail("the peer closed the connection before the expected bytes");
        }
        return false;
    }

    /** Labels of a later step with the same names take the place of the earlier ones. */
    private void tellLabels(QueryStep step, Caught caught) {
        if (step.labels().isEmpty()) {
            return;
        }
        Map<String, String> labels = new LinkedHashMap<>();
        step.labels().forEach(label -> {
            byte[] template = label.value().getBytes(StandardCharsets.UTF_8);
            byte[] value = caught.fillIn(template);
            labels.put(label.name(), new String(value, StandardCharsets.UTF_8));
        });
        attempt.gauges().info(Family.EXPECT_INFO, labels);
    }
}
