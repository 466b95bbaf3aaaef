package dev.fieldcare.stability;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes and reads the arguments of a {@link Because}: numbers and texts by name. */
final class Arguments {
  private Arguments() {}

  static void save(Map<String, Object> arguments, DataOutput out) throws IOException {
    out.writeByte(arguments.size());
    for (Map.Entry<String, Object> each : arguments.entrySet()) {
      out.writeUTF(each.getKey());
      switch (each.getValue()) {
        case Double number -> {
          out.writeByte('d');
          out.writeDouble(number);
        }
        case Number whole -> {
          out.writeByte('l');
          out.writeLong(whole.longValue());
        }
        case Object text -> {
          out.writeByte('s');
          out.writeUTF(text.toString());
        }
      }
    }
  }

  static Map<String, Object> load(DataInput in) throws IOException {
    Map<String, Object> arguments = new LinkedHashMap<>();
    int size = in.readByte();
    for (int i = 0; i < size; i++) {
      String name = in.readUTF();
      arguments.put(
          name,
          switch (in.readByte()) {
            case 'd' -> in.readDouble();
            case 'l' -> in.readLong();
            default -> in.readUTF();
          });
    }
    return arguments;
  }
}
