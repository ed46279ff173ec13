package io.patchbay.bench.internal.swap;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.bench.internal.client.BenchException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** One bundle with its versions, of which at least one is plugged in. On the run's thread. */
final class Family {

    private final Container container;
    private final PlugDirectory directory;
    private final Loaders loaders;
    private final PlugKind kind;
    private final BundleJar jar;
    private int newest;
    private @Nullable Bundle current;
    private @Nullable Bundle prepared;

    Family(
            Container container,
            PlugDirectory directory,
            Loaders loaders,
            PlugKind kind,
            BundleJar jar) {
        this.container = container;
        this.directory = directory;
        this.loaders = loaders;
        this.kind = kind;
        this.jar = jar;
    }

    PlugKind kind() {
        return kind;
    }

    /** Whether lines are made of it. */
    boolean carriesLines() {
        return kind == PlugKind.TRANSPORT || kind == PlugKind.PROVIDER;
    }

    /** Whether a version can be made to fail. */
    boolean canFail() {
        return carriesLines() || name().startsWith("bench.");
    }

    String name() {
        return jar.symbolicName();
    }

    Bundle current() {
        Bundle now = current;
        if (now == null) {
            throw new BenchException(name() + " is not plugged in");
        }
        return now;
    }

    /** A newer version is installed beside what is there. */
    Bundle install() throws BundleException {
        prepare();
        return start();
    }

    /**
     * A newer version is laid ready beside what is there, so that it can start at any moment.
     *
     * @return which
     */
    String prepare() throws BundleException {
        newest++;
        Bundle bundle = container.lay(name() + "@" + newest, jar.version(newest));
        prepared = bundle;
        return bundle.getVersion().toString();
    }

    /** Starts what was prepared. */
    Bundle start() throws BundleException {
        Bundle bundle = Objects.requireNonNull(prepared, "nothing is prepared");
        prepared = null;
        Container.start(bundle);
        current = bundle;
        return bundle;
    }

    /** A version that is there already is what sessions use. */
    void backTo(Bundle bundle) {
        current = bundle;
    }

    /** The runtime has bound the newest version. */
    boolean bound() {
        String version = current().getVersion().toString();
        return mine().stream()
                .anyMatch(
                        plug ->
                                plug.version().equals(version)
                                        && plug.state() == PlugInfo.State.ACTIVE);
    }

    /** The newest version is there, and nobody uses another one. */
    boolean tookOver() {
        String version = current().getVersion().toString();
        return bound()
                && mine().stream()
                        .allMatch(plug -> plug.version().equals(version) || plug.users() == 0);
    }

    /** How it stands, for a person. */
    String standing() {
        return mine().toString();
    }

    /** All leases on this version. */
    int users(String version) {
        return mine().stream()
                .filter(plug -> plug.version().equals(version))
                .mapToInt(PlugInfo::users)
                .sum();
    }

    /** Whether this version goes, and somebody is at it still. */
    boolean drains(String version) {
        return mine().stream()
                .anyMatch(
                        plug ->
                                plug.version().equals(version)
                                        && plug.state() == PlugInfo.State.DRAINING
                                        && plug.users() > 0);
    }

    /** All leases on all its versions. */
    int users() {
        return mine().stream().mapToInt(PlugInfo::users).sum();
    }

    private List<PlugInfo> mine() {
        String name = name();
        return directory.plugs().stream().filter(plug -> plug.bundle().equals(name)).toList();
    }

    /** Uninstalls a version and throws out what is left of it. */
    void remove(Bundle bundle) throws BundleException {
        loaders.replaces(bundle);
        bundle.uninstall();
        container.refresh(List.of(bundle));
        if (bundle == current) {
            current = null;
        }
    }

    /** The bundle becomes a newer version in place: it stops first. */
    void update() throws BundleException {
        Bundle bundle = current();
        loaders.replaces(bundle);
        newest++;
        bundle.update(jar.version(newest));
        container.refresh(List.of(bundle));
    }
}
