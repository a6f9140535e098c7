package dev.sonde.agent.probe.run;

import dev.sonde.agent.expect.Expectations;
import dev.sonde.agent.probe.connect.Dial;
import java.net.InetAddress;
import java.util.List;

/**
 * The protocol's part of a run that asks one address: how it comes by the address, and that it ends only once, letting go of
 * all it holds. What is asked in between is the protocol's. Belongs to one event loop.
 */
public abstract class AddressRun implements ProtocolRun, Reach.Listener {
    protected final Run run;
    protected final Reach reach;
    private boolean over;

    protected AddressRun(Run run, Reach reach) {
        this.run = run;
        this.reach = reach;
    }

    /** Begins with a name or an address; {@link #ask} follows, or the run's end. */
    protected final void lookUp(String host) {
        run.resolve(host, reach, this);
    }

    /** The best address that may be dialled is known. */
    protected abstract void ask(InetAddress address);

    /** Whether it ended or was cut off: whatever comes now comes too late. */
    protected final boolean isOver() {
        return over;
    }

    /** Ends it; only the first end counts. */
    protected final void end(Verdict verdict, long atNanos) {
        if (conclude()) {
            close();
            run.ended(verdict, atNanos);
        }
    }

    /** Ends it with an answer in which the protocol found nothing wrong; only the first end counts. */
    protected final void end(Dial answered, Expectations expectations, long atNanos) {
        if (conclude()) {
            close();
            ConnectionAnswer.judge(run, answered, expectations, atNanos);
        }
    }

    /** It is over, however that came: the time to leave something behind. Called once, before all is let go of. */
    protected void concluded() {}

    /** Lets go of all it holds, with the farewells there are. */
    protected abstract void close();

    /** Lets go of all it holds at once; harmless after {@link #close}. */
    protected abstract void drop();

    /** @return whether it was not over yet */
    private boolean conclude() {
        if (over) {
            return false;
        }
        over = true;
        concluded();
        return true;
    }

    @Override
    public final void resolved(List<InetAddress> addresses) {
        run.trail().resolved(addresses);
    }

    @Override
    public void refused(Verdict verdict) {
        end(verdict, run.loop().now());
    }

    @Override
    public final void chosen(List<InetAddress> addresses) {
        if (!over) {
            ask(addresses.get(0));
        }
    }

    @Override
    public final void abort() {
        conclude();
        drop();
    }
}
