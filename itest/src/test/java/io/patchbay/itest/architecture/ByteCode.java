package io.patchbay.itest.architecture;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What only the instructions tell. */
final class ByteCode {

    private static final String NETTY = "io/netty/";
    private static final List<String> MATCH_BY_TYPE =
            List.of(
                    "io/netty/channel/SimpleChannelInboundHandler",
                    "io/netty/channel/SimpleUserEventChannelHandler",
                    "io/netty/handler/codec/ByteToMessageCodec",
                    "io/netty/handler/codec/MessageToByteEncoder",
                    "io/netty/handler/codec/MessageToMessageCodec",
                    "io/netty/handler/codec/MessageToMessageDecoder",
                    "io/netty/handler/codec/MessageToMessageEncoder");

    private ByteCode() {}

    /** Methods of a package that wait for another thread: monitors, locks, sleep. */
    static List<String> waiting(BuiltBundle bundle, String packagePrefix) {
        TreeSet<String> wrong = new TreeSet<>();
        each(
                bundle,
                packagePrefix.replace('.', '/'),
                new Finder() {
                    @Override
                    public void method(String where, int access) {
                        // Throwable declares that one so
                        if ((access & Opcodes.ACC_SYNCHRONIZED) != 0
                                && !where.endsWith(".fillInStackTrace")) {
                            wrong.add(where + " is synchronized");
                        }
                    }

                    @Override
                    public void instruction(String where, int opcode) {
                        if (opcode == Opcodes.MONITORENTER) {
                            wrong.add(where + " enters a monitor");
                        }
                    }

                    @Override
                    public void call(String where, String owner, String name, String descriptor) {
                        boolean sleep = owner.equals("java/lang/Thread") && name.equals("sleep");
                        boolean monitor = owner.equals("java/lang/Object") && name.equals("wait");
                        if (owner.startsWith("java/util/concurrent/locks/") || sleep || monitor) {
                            wrong.add(where + " calls " + owner + "." + name);
                        }
                    }
                });
        return List.copyOf(wrong);
    }

    /**
     * Handlers that leave it to Netty to find out what they match: it keeps the answer, and with it
     * the handler's class, for ever (RULES 40).
     */
    static List<String> untypedHandlers(BuiltBundle bundle) {
        TreeSet<String> wrong = new TreeSet<>();
        each(
                bundle,
                "",
                new Finder() {
                    @Override
                    public void call(String where, String owner, String name, String descriptor) {
                        if (owner.startsWith(NETTY)
                                && name.equals("<init>")
                                && MATCH_BY_TYPE.contains(owner)
                                && !descriptor.contains("Ljava/lang/Class;")) {
                            wrong.add(where + " does not pass its type to " + owner);
                        }
                    }
                });
        return List.copyOf(wrong);
    }

    private static void each(BuiltBundle bundle, String prefix, Finder finder) {
        for (BuiltBundle.BuiltFile file : bundle.below(prefix)) {
            if (file.path().endsWith(".class")) {
                String name = file.path().replace(".class", "").replace('/', '.');
                new ClassReader(file.bytes())
                        .accept(new Methods(name, finder), ClassReader.SKIP_DEBUG);
            }
        }
    }

    /** Looks at what it overrides. */
    interface Finder {
        default void method(String where, int access) {}

        default void instruction(String where, int opcode) {}

        default void call(String where, String owner, String name, String descriptor) {}
    }

    private static final class Methods extends ClassVisitor {
        private final String type;
        private final Finder finder;

        Methods(String type, Finder finder) {
            super(Opcodes.ASM9);
            this.type = type;
            this.finder = finder;
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            String where = type + "." + name;
            finder.method(where, access);
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitInsn(int opcode) {
                    finder.instruction(where, opcode);
                }

                @Override
                public void visitMethodInsn(
                        int opcode, String owner, String called, String type, boolean isInterface) {
                    finder.call(where, owner, called, type);
                }
            };
        }
    }
}
