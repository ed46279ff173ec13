package io.patchbay.management;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Installs, updates, removes and rolls back plugs while sessions go on. A service of a container;
 * for any thread, never waits. Changes are made one after the other, and each either happens or
 * leaves everything as it was: then its stage fails with a {@link PlugRefusedException} that says
 * why.
 *
 * <p>Bundles that are no plugs are fixed (RULES 36): they are refused, and never updated, refreshed
 * or stopped on behalf of a plug.
 */
@ProviderType
public interface PlugControl {

    /** How many changes may wait; one more is refused. */
    int WAITING = 16;

    /**
     * The bundles that are plugs, or were installed here, and those that were removed and can be
     * rolled back, by name and version. A snapshot.
     */
    List<PlugBundle> bundles();

    /**
     * Installs plugs beside what is there. A newer version of an installed bundle takes over at
     * once, and the older one stays as it is; {@link #update} removes it.
     *
     * @param source where the jars are
     * @param progress told on the way, on a thread of this service; must not block
     * @return what was done, one for each jar; fails with {@link PlugRefusedException}
     */
    CompletionStage<List<PlugChange>> install(PlugSource source, Consumer<PlugProgress> progress);

    /**
     * Exchanges plugs: the new version is installed and started, takes over, the old one drains, is
     * stopped and removed; one that has callers goes when they have, and the change is {@link
     * PlugChange.Outcome#DRAINING} until then, while others are made. With the same version as what
     * is there the old one is stopped first; then sessions are without it for a moment, and with
     * live sessions that is refused unless forced (RULES 41).
     *
     * @param source where the jars are
     * @param options how
     * @param progress told on the way, on a thread of this service; must not block
     * @return what was done, one for each jar; fails with {@link PlugRefusedException}
     */
    CompletionStage<List<PlugChange>> update(
            PlugSource source, ChangeOptions options, Consumer<PlugProgress> progress);

    /**
     * Takes a plug out. Calls of its tools end on it, sessions on its line look for another one,
     * and one that has callers goes when they have, as at an {@link #update}.
     *
     * @param bundle {@code name} when one version of it is there, else {@code name:version}; with
     *     the version one that drains, too, which needs a time then
     * @param options how
     * @param progress told on the way, on a thread of this service; must not block
     * @return what was done; fails with {@link PlugRefusedException}
     */
    CompletionStage<List<PlugChange>> remove(
            String bundle, ChangeOptions options, Consumer<PlugProgress> progress);

    /**
     * Puts back the version of a bundle that its last {@link #update}, {@link #remove} or roll-back
     * took out of use, whether it was installed or shipped, also after a restart. As with an update
     * to another version, the one that is there drains then, is removed, and can be put back in its
     * turn. A removed one comes back beside those that are there, if it is the newest.
     *
     * @param bundle symbolic name
     * @param options how
     * @param progress told on the way, on a thread of this service; must not block
     * @return what was done; fails with {@link PlugRefusedException}, with {@link
     *     PlugRefusedException.Reason#NO_PREVIOUS} where there is no version before
     */
    CompletionStage<List<PlugChange>> rollBack(
            String bundle, ChangeOptions options, Consumer<PlugProgress> progress);

    /** The newest changes, oldest first, refused ones too; at most 200 are kept. A snapshot. */
    List<PlugChange> history();

    /**
     * Tells somebody of all changes from now on, whoever asks for them.
     *
     * @return ends that
     */
    Subscription listen(PlugListener listener);

    /** What somebody is told; for any thread. */
    interface Subscription extends AutoCloseable {
        /** Ends it; closing twice does nothing. */
        @Override
        void close();
    }
}
