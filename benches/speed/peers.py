"""What else reads a workbook of twelve columns: `peers.py PEER FILE`. Exit status 3 where the peer is not installed."""
import os
import sys

peer, path = sys.argv[1:]
try:
    if peer == "python-calamine":
        from python_calamine import CalamineWorkbook

        CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    elif peer == "fastexcel":
        import fastexcel

        fastexcel.read_excel(path).load_sheet(0, header_row=None)
    elif peer == "frictionless":
        import frictionless

        # Whole numbers where they belong, and the four levels in the column that counts.
        levels = ["xuất sắc nhiệm vụ", "tốt nhiệm vụ", "nhiệm vụ"]
        levels = ["Hoàn thành " + level for level in levels] + ["Không hoàn thành nhiệm vụ"]
        names = "TT|Họ và tên|Ngày sinh|Chức vụ|Đơn vị công tác|Chi bộ|Điểm tự chấm|Điểm|Tự xếp loại|Đề nghị xếp loại|Xếp loại|Ghi chú"
        fields = [{"name": name, "type": "string"} for name in names.split("|")]
        for whole in (0, 6, 7):
            fields[whole]["type"] = "integer"
        fields[7]["constraints"] = {"maximum": 100}
        fields[10]["constraints"] = {"enum": levels}
        schema = frictionless.Schema.from_descriptor({"fields": fields})
        # It takes no path that begins at the root.
        folder, name = os.path.split(path)
        dialect = frictionless.Dialect(header_rows=[4])
        resource = frictionless.Resource(name, basepath=folder, dialect=dialect, schema=schema)
        # The heads of groups have no other cells, which it counts as errors; all rows are to be looked at.
        report = resource.validate(limit_errors=10_000_000)
        if report.tasks[0].stats["rows"] < 100:
            sys.exit("it has not looked at the rows")
    elif peer == "pandas + openpyxl":
        import pandas

        # The whole job of an office: read, count the levels by chi bộ, list what is missing or doubled, write both.
        table = pandas.read_excel(path, header=3)
        people = table[table["Họ và tên"].notna()]
        counts = people.pivot_table(index="Chi bộ", columns="Xếp loại", values="TT", aggfunc="count", fill_value=0)
        counts.loc["Tổng cộng"] = counts.sum()
        missing = people[people["Xếp loại"].isna()]
        doubled = people[people.duplicated(["Họ và tên", "Ngày sinh", "Chi bộ"], keep=False)]
        low = people[(people["Xếp loại"] == "Hoàn thành xuất sắc nhiệm vụ") & (people["Điểm"] < 90)]
        with pandas.ExcelWriter(path + ".out.xlsx", engine="openpyxl") as out:
            counts.to_excel(out, sheet_name="Tổng hợp")
            pandas.concat([missing, doubled, low]).to_excel(out, sheet_name="Cần rà soát")
            people.to_excel(out, sheet_name="Chi tiết", index=False)
except ImportError:
    sys.exit(3)
