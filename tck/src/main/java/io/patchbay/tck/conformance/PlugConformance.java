package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What all kinds of plugs have in common: a stateless factory that a container and a class path
 * find alike, settings that are checked, and instances that leave nothing behind. Extend the class
 * for the kind of plug, not this one.
 *
 * @param <F> the contract of the factory
 */
@Contract({Settings.class, PlugContext.class})
@ExtendWith(WhereItStands.class)
public abstract class PlugConformance<F> {

    private static final int ROUNDS = 6;
    private static final int MANY = 32;

    private final Class<F> contract;
    private @Nullable LentContext lent;

    PlugConformance(Class<F> contract) {
        this.contract = contract;
    }

    /** The factory under test, made with its public constructor without arguments; a new one. */
    protected abstract F factory();

    /** Settings with which the plug works; default: none. Asked before each use. */
    protected Settings settings() {
        return Settings.EMPTY;
    }

    /**
     * Settings that must be refused, each by the name of the setting that is wrong in it; default:
     * none, for a plug without settings.
     */
    protected Map<String, Settings> wrongSettings() {
        return Map.of();
    }

    /**
     * Keys and tokens that {@link #settings()} and {@link #wrongSettings()} hold, and that nothing
     * may show; default: none.
     */
    protected Set<String> secrets() {
        return Set.of();
    }

    /**
     * Whether the factory is to be found by containers and {@link java.util.ServiceLoader}; default
     * true. A factory that only tests use says false.
     */
    protected boolean bundled() {
        return true;
    }

    /** How long to wait for what must happen, before it counts as never; default 30 s. */
    protected Duration patience() {
        return Duration.ofSeconds(30);
    }

    // ---- what the kinds fill in

    abstract String nameOf(F factory);

    /** Makes an instance. */
    abstract AutoCloseable make(F factory, Settings settings, PlugContext context) throws Exception;

    /** Does with an instance what sessions do with it; fails when it does not work. */
    abstract void use(AutoCloseable made, Settings settings) throws Exception;

    /** Closes an instance and waits until it is closed. */
    void finish(AutoCloseable made) throws Exception {
        made.close();
    }

    final Patience waiting() {
        return new Patience(patience());
    }

    final LentContext context() {
        LentContext context = lent;
        if (context == null) {
            throw new IllegalStateException("only during a test");
        }
        return context;
    }

    final AutoCloseable make() throws Exception {
        return make(factory(), settings(), context());
    }

    @BeforeEach
    final void lendContext() {
        lent = new LentContext(nameOf(factory()));
    }

    @AfterEach
    final void takeContextBack() {
        context().close();
    }

    // ---- the factory

    @Test
    void the_factory_has_a_public_constructor_without_arguments() {
        Class<?> type = factory().getClass();
        boolean there = false;
        for (Constructor<?> each : type.getConstructors()) {
            there |= each.getParameterCount() == 0;
        }
        require(
                there && Modifier.isPublic(type.getModifiers()),
                "a factory is a public class with a public constructor without arguments",
                () -> type + " has the public constructors " + List.of(type.getConstructors()),
                "make both public; settings come with create, not with the constructor");
    }

    @Test
    void making_a_factory_does_no_io() {
        factory();
        Residue before = Residue.now();
        List<F> kept = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            kept.add(factory());
        }
        Residue after = Residue.now();
        require(
                after.near(before, MANY / 2),
                "the constructor of a factory does no I/O and starts nothing",
                () -> kept.size() + " factories hold " + after.beyond(before),
                "move it from the constructor to what create makes");
    }

    @Test
    void a_class_path_finds_the_factory() throws IOException {
        assumeTrue(bundled(), "the author says that it is no service");
        Class<?> type = factory().getClass();
        try (PlugBundle bundle = new PlugBundle(type)) {
            List<String> named = bundle.services(contract);
            require(
                    named.contains(type.getName()),
                    "META-INF/services names the factory, for ServiceLoader",
                    () -> "META-INF/services/" + contract.getName() + " names " + named,
                    "write the line " + type.getName() + " into that file");
        }
    }

    @Test
    void a_container_finds_the_factory() throws IOException {
        assumeTrue(bundled(), "the author says that it is no service");
        Class<?> type = factory().getClass();
        try (PlugBundle bundle = new PlugBundle(type)) {
            Manifest manifest = bundle.manifest();
            assumeTrue(
                    manifest != null
                            && manifest.getMainAttributes().getValue("Bundle-SymbolicName") != null,
                    "no bundle manifest lies beside the classes: run this from the build");
            String fault =
                    bundle.componentFault(
                            java.util.Objects.requireNonNull(manifest), type, contract);
            require(
                    fault == null,
                    "a Declarative Services component without mandatory needs offers the factory",
                    () -> "" + fault,
                    "annotate the class @Component(service = "
                            + contract.getSimpleName()
                            + ".class)");
        }
    }

    @Test
    void the_name_is_stable_and_lower_case() {
        String name = nameOf(factory());
        require(
                name.matches("[a-z0-9][a-z0-9._-]*"),
                "the name is in lower case: letters, digits, '.', '_', '-'",
                () -> "the name is '" + name + "'",
                "return such a name");
        F one = factory();
        require(
                nameOf(one).equals(name) && nameOf(one).equals(nameOf(one)),
                "a factory has one name for life",
                () -> "'" + name + "', then '" + nameOf(one) + "'",
                "return a constant");
    }

    // ---- settings

    @Test
    void a_wrong_setting_is_refused_by_its_name() {
        assumeTrue(!wrongSettings().isEmpty(), "wrongSettings() names none");
        wrongSettings()
                .forEach(
                        (name, settings) -> {
                            Throwable thrown = refusal(factory(), settings);
                            require(
                                    thrown instanceof IllegalArgumentException
                                            && ("" + thrown.getMessage()).contains(name),
                                    "a wrong setting is refused with an IllegalArgumentException"
                                            + " that names it",
                                    () -> "for '" + name + "': " + Finding.shown(thrown),
                                    "check the setting in create and say its name");
                        });
    }

    private @Nullable Throwable refusal(F factory, Settings settings) {
        try {
            finish(make(factory, settings, context()));
            return null;
        } catch (Exception e) {
            return e;
        }
    }

    @Test
    void no_class_of_the_plug_is_in_a_refusal() throws Exception {
        assumeTrue(!wrongSettings().isEmpty(), "wrongSettings() names none");
        try (PlugLoader loader = PlugLoader.of(factory().getClass())) {
            F anew = loader.make(factory().getClass(), contract);
            for (Settings settings : wrongSettings().values()) {
                requireForeign(refusal(anew, settings), loader);
            }
        }
    }

    /** Fails when an exception or what caused it is of a class of the plug. */
    static void requireForeign(@Nullable Throwable thrown, PlugLoader loader) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            Class<?> type = each.getClass();
            require(
                    type.getClassLoader() != loader,
                    "exceptions that leave a plug are of types of the JDK or of the API",
                    () -> Finding.shown(thrown) + ", in which is " + type.getName(),
                    "throw one of those, and put words in place of the cause: whoever keeps the"
                            + " exception keeps the old version of the plug");
        }
    }

    @Test
    void no_secret_shows() throws Exception {
        assumeTrue(!secrets().isEmpty(), "secrets() names none");
        List<String> shown = new ArrayList<>();
        F factory = factory();
        shown.add(factory.toString());
        for (Settings wrong : wrongSettings().values()) {
            for (Throwable each = refusal(factory, wrong); each != null; each = each.getCause()) {
                shown.add(each.toString());
            }
        }
        AutoCloseable made = make(factory, settings(), context());
        try {
            shown.add(made.toString());
            shown.addAll(visible(made));
        } finally {
            finish(made);
        }
        requireHidden(shown, secrets());
    }

    /** What else of an instance people may see. */
    List<String> visible(AutoCloseable made) throws Exception {
        return List.of();
    }

    static void requireHidden(Iterable<String> shown, Set<String> secrets) {
        for (String text : shown) {
            for (String secret : secrets) {
                require(
                        !text.contains(secret),
                        "keys are in no toString, no exception and no event",
                        () -> Finding.brief(text.replace(secret, "<the key>")),
                        "leave the value out, or write *** in its place");
            }
        }
    }

    // ---- instances

    @Test
    void an_instance_works() throws Exception {
        Settings settings = settings();
        AutoCloseable made = make(factory(), settings, context());
        try {
            use(made, settings);
        } finally {
            finish(made);
        }
    }

    @Test
    void instances_of_one_factory_do_not_touch_each_other() throws Exception {
        F factory = factory();
        Settings first = settings();
        Settings second = settings();
        AutoCloseable one = make(factory, first, context());
        AutoCloseable other = make(factory, second, context());
        try {
            use(one, first);
            use(other, second);
            finish(one);
            try {
                use(other, second);
            } catch (Exception | AssertionError e) {
                throw Finding.of(
                        "a factory keeps no state: what it makes lives and ends by itself",
                        "after one instance was closed the other one fails with "
                                + Finding.shown(e),
                        "keep everything in what create makes, nothing in the factory or static",
                        e);
            }
        } finally {
            finish(other);
        }
    }

    @Test
    void nothing_is_left_after_close() throws Exception {
        usedAndClosed(factory());
        usedAndClosed(factory());
        Residue before = Residue.now();
        for (int i = 0; i < ROUNDS; i++) {
            usedAndClosed(factory());
        }
        boolean gone =
                waiting()
                        .until(
                                () -> {
                                    boolean near = Residue.now().near(before, ROUNDS / 2);
                                    if (!near) {
                                        System.gc(); // some clients of the JDK end with it alone
                                    }
                                    return near;
                                });
        require(
                gone,
                "after close no thread runs and no socket or file is open",
                () ->
                        "after "
                                + ROUNDS
                                + " instances were used and closed there are "
                                + Residue.now().beyond(before),
                "end in close what create or a call has begun");
    }

    private void usedAndClosed(F factory) throws Exception {
        Settings settings = settings();
        AutoCloseable made = make(factory, settings, context());
        try {
            use(made, settings);
        } finally {
            finish(made);
        }
    }

    @Test
    void the_classes_of_a_closed_plug_are_collected() throws Exception {
        WeakReference<ClassLoader> loader = usedInItsOwnLoader();
        boolean gone =
                waiting()
                        .until(
                                () -> {
                                    System.gc();
                                    settle();
                                    return loader.get() == null;
                                });
        require(
                gone,
                "when all it made is closed, the class loader of a plug can be collected",
                () -> "something still holds the classes of " + factory().getClass().getName(),
                "look for threads, thread locals, shutdown hooks, static fields and caches of other"
                        + " classes; a heap dump shows the way from a root to the loader");
    }

    /** Gives what the kind's homes run in the background a turn; default: nothing. */
    void settle() {}

    /** In a method of its own, so that no local variable holds on. */
    private WeakReference<ClassLoader> usedInItsOwnLoader() throws Exception {
        try (PlugLoader loader = PlugLoader.of(factory().getClass());
                LentContext own = new LentContext(context().name())) {
            F anew = loader.make(factory().getClass(), contract);
            Settings settings = settings();
            AutoCloseable made = make(anew, settings, own);
            try {
                use(made, settings);
            } finally {
                finish(made);
            }
            return new WeakReference<>(loader);
        }
    }
}
