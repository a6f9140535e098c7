package dev.sonde.agent;

import dev.sonde.agent.oneshot.OneShot;
import dev.sonde.agent.oneshot.OneShotResult;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.ProbeSettings;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.secret.SecretResolver;
import java.net.URI;

/** What came of one run of one check, for the command line. Immutable. */
public final class SingleRun {
    private final OneShotResult result;

    private SingleRun(OneShotResult result) {
        this.result = result;
    }

    /**
     * Runs the check once, now. Blocks for at most its timeout and about a second to wake up. Not on an event loop.
     *
     * @param secrets resolves what the check refers to
     * @param version of Sonde, for the user agent
     */
    public static SingleRun of(Check check, SecretResolver secrets, String version) throws InterruptedException {
        try (OneShot oneShot = new OneShot(ProbeSettings.system(Engines.detect(), secrets, version))) {
            return new SingleRun(oneShot.run(check));
        }
    }

    /** A check of a URL with every default. */
    public static Check checkOf(URI url) {
        return OneShot.checkOf(url);
    }

    /** Whether the target met every expectation; neither a failure nor an unknown outcome does. */
    public boolean succeeded() {
        return result.succeeded();
    }

    /**
     * The phases as bars on one line of time, and the verdict as the last line.
     *
     * @param unicode whether the terminal shows block characters
     */
    public String waterfall(boolean unicode) {
        return result.waterfall(unicode);
    }

    /** One JSON object for machines. */
    public String json() {
        return result.json();
    }
}
