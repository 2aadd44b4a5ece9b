"""What else reads a workbook of twelve columns: `peers.py PEER FILE`. Exit status 3 where the peer is not installed."""
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

        frictionless.validate(path)
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
